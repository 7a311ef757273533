package dev.tractor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds in a stack what its user knows. */
final class Frames {
    private Frames() {}

    /** The frames a user knows: without ours on top, and without the machinery that started the thread. */
    static List<StackTraceElement> ofUser(StackTraceElement[] stack) {
        int from = 0;
        while (from < stack.length && machinery(stack[from])) {
            from++;
        }
        int to = stack.length;
        while (to > from && machinery(stack[to - 1])) {
            to--;
        }
        return List.copyOf(Arrays.asList(stack).subList(from, to));
    }

    /** Where user code waits: its innermost frame, below what it called in the JDK; null when there is none. */
    static @Nullable StackTraceElement innermostOfUser(StackTraceElement[] stack) {
        for (var frame : stack) {
            if (!ofJdk(frame.getClassName()) && !ours(frame.getClassName())) {
                return frame;
            }
        }
        return null;
    }

    /** A frame in words; of a lambda, the method it is written in. */
    static String text(StackTraceElement frame) {
        var method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            var name = method.substring("lambda$".length());
            method = name.substring(0, Math.max(name.indexOf('$'), 0));
        }
        return frame.getClassName() + "." + method + "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
    }

    /** Whether a thread waits for the threads of a scope that its code has left open, at the end of that code. */
    static boolean leavesScopeOpen(StackTraceElement[] stack) {
        for (var frame : stack) {
            if (frame.getClassName().equals("jdk.internal.vm.StackableScope")) {
                return true;
            }
            if (ours(frame.getClassName())) {
                return false; // we close it, and have our reasons to wait
            }
        }
        return false;
    }

    private static boolean machinery(StackTraceElement frame) {
        var type = frame.getClassName();
        return ours(type)
                || type.startsWith("java.lang.")
                || type.startsWith("java.util.concurrent.")
                || type.startsWith("jdk.internal.");
    }

    private static boolean ofJdk(String type) {
        return type.startsWith("java.")
                || type.startsWith("javax.")
                || type.startsWith("jdk.")
                || type.startsWith("sun.")
                || type.startsWith("com.sun.");
    }

    /** Whether a class is one of core's: by where it was loaded from, since a user may add to the package of that name. */
    private static boolean ours(String type) {
        if (!type.startsWith("dev.tractor.")) {
            return false;
        }
        try {
            var found = Class.forName(type, false, Frames.class.getClassLoader());
            return found.getProtectionDomain().equals(Frames.class.getProtectionDomain());
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
