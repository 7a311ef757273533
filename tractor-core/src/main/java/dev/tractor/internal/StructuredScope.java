package dev.tractor.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The one adapter to {@code java.util.concurrent.StructuredTaskScope}, the only class that knows it. It contains threads
 * and nothing more: errors, deadlines and cancellation are core's own.
 *
 * <p>The scope is a preview API in JDK 25 to 27. It is reached by method handles, so that no class file is preview-marked
 * and nobody needs {@code --enable-preview}; the few members used are the same in all those versions but for one parameter
 * type. What runs in it must not throw, so the joiner never cancels and {@code join} never fails.
 *
 * <p>Belongs to the thread that opened it.
 */
public final class StructuredScope {
    private static final String OTHER_BINDINGS = "java.util.concurrent.StructureViolationException";
    private static final MethodHandle JOINER;
    private static final MethodHandle OPEN;
    private static final MethodHandle FORK;
    private static final MethodHandle JOIN;
    private static final MethodHandle CLOSE;
    private static final MethodHandle WITH_FACTORY;
    private static final MethodHandle WITH_NAME;

    static {
        var lookup = MethodHandles.publicLookup();
        try {
            var scope = Class.forName("java.util.concurrent.StructuredTaskScope");
            var joiner = Class.forName(scope.getName() + "$Joiner");
            var configuration = Class.forName(scope.getName() + "$Configuration");
            JOINER = lookup.findStatic(joiner, "awaitAllSuccessfulOrThrow", MethodType.methodType(joiner))
                    .asType(MethodType.methodType(Object.class));
            OPEN = findOpen(lookup, scope, joiner)
                    .asType(MethodType.methodType(Object.class, Object.class, UnaryOperator.class));
            FORK = lookup.findVirtual(
                            scope,
                            "fork",
                            MethodType.methodType(Class.forName(scope.getName() + "$Subtask"), Callable.class))
                    .asType(MethodType.methodType(void.class, Object.class, Callable.class));
            JOIN = lookup.findVirtual(scope, "join", MethodType.methodType(Object.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            CLOSE = lookup.findVirtual(scope, "close", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            WITH_FACTORY = lookup.findVirtual(
                            configuration,
                            "withThreadFactory",
                            MethodType.methodType(configuration, ThreadFactory.class))
                    .asType(MethodType.methodType(Object.class, Object.class, ThreadFactory.class));
            WITH_NAME = lookup.findVirtual(
                            configuration, "withName", MethodType.methodType(configuration, String.class))
                    .asType(MethodType.methodType(Object.class, Object.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JDK (" + Runtime.version()
                            + ") has no StructuredTaskScope that tractor knows; use JDK 25 or newer",
                    e);
        }
    }

    private static MethodHandle findOpen(MethodHandles.Lookup lookup, Class<?> scope, Class<?> joiner)
            throws ReflectiveOperationException {
        try {
            return lookup.findStatic(scope, "open", MethodType.methodType(scope, joiner, UnaryOperator.class));
        } catch (NoSuchMethodException e) { // JDK 25
            return lookup.findStatic(scope, "open", MethodType.methodType(scope, joiner, Function.class));
        }
    }

    private final Object scope;

    private StructuredScope(Object scope) {
        this.scope = scope;
    }

    /**
     * Opens a scope owned by the calling thread.
     *
     * @param name shown in thread dumps
     * @param threads makes its threads
     * @return the scope
     */
    public static StructuredScope open(String name, ThreadFactory threads) {
        UnaryOperator<Object> configure = configuration -> {
            try {
                Object named = (Object) WITH_NAME.invokeExact(configuration, name);
                return (Object) WITH_FACTORY.invokeExact(named, threads);
            } catch (Throwable t) {
                throw unchecked(t);
            }
        };
        try {
            Object joiner = (Object) JOINER.invokeExact();
            return new StructuredScope((Object) OPEN.invokeExact(joiner, configure));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /**
     * Starts a thread in this scope. Owner only.
     *
     * @param body what it runs; must not throw, and what it returns is dropped
     * @return whether it was started; not so when the owner has bound other scoped values since it opened the scope
     */
    public boolean fork(Callable<?> body) {
        try {
            FORK.invokeExact(scope, body);
            return true;
        } catch (Throwable t) {
            if (t.getClass().getName().equals(OTHER_BINDINGS)) { // by name, because the class is a preview API too
                return false;
            }
            throw unchecked(t);
        }
    }

    /** Waits until all threads of this scope have ended, and closes it; keeps an interrupt for later. Owner only. */
    public void close() {
        // an interrupted join would make the scope's close interrupt what still runs
        boolean interrupted = Thread.interrupted();
        try {
            try {
                JOIN.invokeExact(scope);
            } catch (InterruptedException e) {
                interrupted = true; // every thread has done its work by now; close waits for the last steps
            }
            CLOSE.invokeExact(scope);
        } catch (Throwable t) {
            throw unchecked(t);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Rethrows what a handle threw; the members used declare nothing checked that can occur. */
    private static RuntimeException unchecked(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException("unexpected from StructuredTaskScope", t);
    }
}
