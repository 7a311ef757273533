package dev.tractor.debug.stops;

import dev.tractor.debug.eval.Name;
import dev.tractor.debug.eval.Outcome;
import dev.tractor.debug.eval.Repeated;
import dev.tractor.debug.eval.Scope;
import dev.tractor.debug.frames.CallStack;
import dev.tractor.debug.frames.Certainty;
import dev.tractor.debug.frames.Frame;
import dev.tractor.spi.Stops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The condition of a breakpoint, which is evaluated in the frame that has come there, on its own thread. Thread-safe. */
final class Condition {

    /**
     * What a condition came to.
     *
     * @param stops whether the thread is to stop
     * @param failure why it could not be told, so that the thread stops; null when it could
     */
    record Answer(boolean stops, @Nullable String failure) {}

    private final Repeated expression;

    /**
     * Makes one.
     *
     * @param java an expression
     * @param imports the imports of its source file
     */
    Condition(String java, List<String> imports) {
        expression = new Repeated(java, imports);
    }

    /**
     * {@return what the condition comes to on the calling thread}
     *
     * @param stack the stack, from the frame on that has come to the breakpoint
     */
    Answer ask(StackTraceElement[] stack) {
        Outcome[] outcome = new Outcome[1];
        Stops.quietly(() -> {
            var frame = CallStack.top(Arrays.asList(stack));
            if (frame != null) {
                outcome[0] = expression.evaluate(scope(frame));
            }
        });
        return switch (outcome[0]) {
            case null -> failed("its frame cannot be read");
            case Outcome.Value value when value.value() instanceof Boolean yes -> new Answer(yes, null);
            case Outcome.Value value -> failed("it is " + value.type() + ", not boolean");
            case Outcome.Done _ -> failed("it has no value");
            case Outcome.Thrown thrown -> failed(describe(thrown.error()));
            case Outcome.Rejected rejected ->
                failed(rejected.problems().getFirst().message());
        };
    }

    private static Answer failed(String why) {
        return new Answer(true, why.lines().findFirst().orElse(""));
    }

    private static String describe(Throwable error) {
        try {
            return error.toString();
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }

    private static Scope scope(Frame frame) {
        var type = frame.declaringClass();
        List<Name> names = new ArrayList<>();
        for (var variable : frame.variables()) {
            if (variable.certainty() != Certainty.NOT_READ) {
                names.add(new Name(variable.name(), variable.type(), variable.value()));
            }
        }
        var loader = type.getClassLoader();
        return new Scope(
                type,
                frame.self(),
                frame.isStatic() || frame.self() == null,
                names,
                loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }
}
