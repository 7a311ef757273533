package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Cuts stacks where a snippet begins. */
final class Cut {
    private Cut() {}

    /** Cuts the stack of an error, and of what caused it and what it suppressed. */
    static void atSnippet(Throwable error, String mainName, int firstLine) {
        cut(error, mainName, firstLine, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void cut(Throwable error, String mainName, int firstLine, Set<Throwable> done) {
        if (!done.add(error)) {
            return;
        }
        List<StackTraceElement> kept = new ArrayList<>();
        boolean found = false;
        for (var frame : error.getStackTrace()) {
            boolean main = frame.getClassName().equals(mainName)
                    || frame.getClassName().startsWith(mainName + "/"); // hidden
            if (main && frame.getMethodName().equals(Wrapper.RUN)) {
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
        return new StackTraceElement("entered", shown, "entered", Math.max(1, frame.getLineNumber() - firstLine + 1));
    }
}
