package dev.tractor.test;

import dev.tractor.Nursery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a test can have as a parameter. */
final class Parameters {
    private static final List<Kind> KINDS = List.of(
            new Kind(Nursery.class, TestRun::nursery),
            new Kind(TestRoot.class, TestRun::root),
            new Kind(ScriptedConsole.class, TestRun::console),
            new Kind(ScriptedTerminal.class, TestRun::terminal));

    private record Kind(Class<?> type, Function<TestRun, Object> value) {}

    private Parameters() {}

    static boolean known(Class<?> type) {
        return kind(type).isPresent();
    }

    static Object of(TestRun run, Class<?> type) {
        return kind(type).orElseThrow().value().apply(run);
    }

    private static Optional<Kind> kind(Class<?> type) {
        return KINDS.stream().filter(kind -> kind.type() == type).findFirst();
    }

    /** Adds what can be done to JUnit's refusal, which comes first, because other extensions may give parameters too. */
    static ParameterResolutionException explain(ParameterResolutionException refused) {
        if (refused.getCause() != null) {
            return refused; // whoever was asked for the parameter has said what is wrong
        }
        var available = KINDS.stream().map(kind -> kind.type().getSimpleName()).collect(Collectors.joining(", "));
        return new ParameterResolutionException(
                refused.getMessage() + " A @TractorTest gives " + available
                        + "; for other types register a JUnit extension that resolves them.",
                refused);
    }
}
