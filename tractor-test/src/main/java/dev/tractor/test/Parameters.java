package dev.tractor.test;

import dev.tractor.Nursery;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a test can have as a parameter. */
final class Parameters {
    private static final List<Kind> KINDS = List.of(
            new Kind(Nursery.class, TestRun::nursery),
            new Kind(TestRoot.class, TestRun::root),
            new Kind(Simulation.class, run -> simulated(run, "Simulation").simulation()),
            new Kind(Faults.class, run -> simulated(run, "Faults").faults()),
            new Kind(Probe.class, Parameters::probe),
            new Kind(Sequencer.class, TestRun::sequencer),
            new Kind(LogCapture.class, run -> simulated(run, "LogCapture").log()),
            new Kind(ScriptedConsole.class, TestRun::console),
            new Kind(ScriptedTerminal.class, Parameters::terminal));

    private record Kind(Class<?> type, BiFunction<TestRun, Parameter, Object> value) {
        Kind(Class<?> type, Function<TestRun, Object> value) {
            this(type, (run, parameter) -> value.apply(run));
        }
    }

    /** A parameter that the run cannot give, though others could. */
    private static final class Refusal extends ParameterResolutionException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    private Parameters() {}

    private static Object terminal(TestRun run) {
        if (run.stage().simulated() != null) {
            throw new Refusal(run.name() + " has a parameter of type ScriptedTerminal, whose line"
                    + " editor has a thread of its own; say @TractorTest(mode = REAL), or use a ScriptedConsole");
        }
        return run.terminal();
    }

    private static SimulatedRun simulated(TestRun run, String type) {
        var simulated = run.stage().simulated();
        if (simulated == null) {
            throw new Refusal(
                    run.name() + " has a parameter of type " + type + ", but runs on real threads. " + Agent.whyReal());
        }
        return simulated;
    }

    static boolean known(Class<?> type) {
        return kind(type).isPresent();
    }

    static Object of(TestRun run, Parameter parameter) {
        return kind(parameter.getType()).orElseThrow().value().apply(run, parameter);
    }

    /** A probe for the interface in the parameter's type, called as the parameter is. */
    private static Object probe(TestRun run, Parameter parameter) {
        if (parameter.getParameterizedType() instanceof ParameterizedType type
                && type.getActualTypeArguments()[0] instanceof Class<?> face) {
            return Probe.start(face, parameter.getName(), run.nursery());
        }
        throw new Refusal("the parameter " + parameter.getName() + " of " + run.name()
                + " does not say what the probe stands in for; write Probe<TheInterface>");
    }

    private static Optional<Kind> kind(Class<?> type) {
        return KINDS.stream().filter(kind -> kind.type() == type).findFirst();
    }

    /** Adds what can be done to JUnit's refusal, which comes first, because other extensions may give parameters too. */
    static ParameterResolutionException explain(ParameterResolutionException refused) {
        if (refused instanceof Refusal || refused.getCause() != null) {
            return refused; // whoever was asked for the parameter has said what is wrong
        }
        var available = KINDS.stream().map(kind -> kind.type().getSimpleName()).collect(Collectors.joining(", "));
        return new ParameterResolutionException(
                refused.getMessage() + " A @TractorTest gives " + available
                        + "; for other types register a JUnit extension that resolves them.",
                refused);
    }
}
