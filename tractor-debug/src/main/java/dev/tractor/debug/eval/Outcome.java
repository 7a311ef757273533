package dev.tractor.debug.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a snippet. */
public sealed interface Outcome {

    /** {@return the variables of the frame that it assigned, with their new values; in the order of the frame} */
    Map<String, @Nullable Object> written();

    /**
     * An expression with a value.
     *
     * @param value the value; a primitive is boxed
     * @param type its static type, with simple names
     */
    record Value(@Nullable Object value, String type, Map<String, @Nullable Object> written) implements Outcome {}

    /**
     * Statements or a void call that ended normally, or declarations.
     *
     * @param declared what later snippets can use, as {@code int i} or {@code record P}
     */
    record Done(List<String> declared, Map<String, @Nullable Object> written) implements Outcome {}

    /**
     * It raised something.
     *
     * @param error what; its stack ends where the snippet begins
     */
    record Thrown(Throwable error, Map<String, @Nullable Object> written) implements Outcome {}

    /**
     * It was not run.
     *
     * @param problems why; never empty
     */
    record Rejected(List<Problem> problems) implements Outcome {
        @Override
        public Map<String, @Nullable Object> written() {
            return Map.of();
        }
    }
}
