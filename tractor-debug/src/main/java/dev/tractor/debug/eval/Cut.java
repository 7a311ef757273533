package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts stacks where a snippet begins. */
final class Cut {
    private static final String RUNNER = Evaluator.class.getName();
    private static final String PLACE = "entered";

    private Cut() {}

    /**
     * Cuts the stack of an error, and of what caused it and what it suppressed.
     *
     * @param mainName the class around the snippet, or null when that is hidden: then the JVM leaves out its frames
     * @param firstLine in which line of the class the snippet begins
     */
    static void atSnippet(Throwable error, @Nullable String mainName, int firstLine) {
        cut(error, mainName, firstLine, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void cut(Throwable error, @Nullable String mainName, int firstLine, Set<Throwable> done) {
        if (!done.add(error)) {
            return;
        }
        List<StackTraceElement> kept = new ArrayList<>();
        boolean found = false;
        for (var frame : error.getStackTrace()) {
            boolean main = frame.getClassName().equals(mainName);
            if (main && frame.getMethodName().equals(Wrapper.RUN)) {
                found = true;
                break;
            }
            if (frame.getClassName().equals(RUNNER)) {
                kept.add(new StackTraceElement(PLACE, "line", PLACE, -1));
                found = true;
                break;
            }
            kept.add(main ? here(frame, firstLine) : frame);
        }
        if (found) {
            error.setStackTrace(kept.toArray(StackTraceElement[]::new));
        }
        if (error.getCause() != null) {
            cut(error.getCause(), mainName, firstLine, done);
        }
        for (var suppressed : error.getSuppressed()) {
            cut(suppressed, mainName, firstLine, done);
        }
    }

    private static StackTraceElement here(StackTraceElement frame, int firstLine) {
        var method = frame.getMethodName();
        var shown = method.equals(Wrapper.BODY) ? "line" : method.startsWith("lambda$") ? "lambda" : method;
        return new StackTraceElement(PLACE, shown, PLACE, Math.max(1, frame.getLineNumber() - firstLine + 1));
    }
}
