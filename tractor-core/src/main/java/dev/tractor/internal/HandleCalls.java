package dev.tractor.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Calls the scope by method handles, which are looked up by the names of its members: they need no class file that names it. */
final class HandleCalls extends ScopeCalls {
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

    private HandleCalls() {}

    /** Makes them; by a method of its own, so that the verifier need not load this class where it is not used. */
    static ScopeCalls make() {
        return new HandleCalls();
    }

    @Override
    Object open(String name, ThreadFactory threads) {
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
            return (Object) OPEN.invokeExact(joiner, configure);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    @Override
    boolean fork(Object scope, Callable<?> body) {
        try {
            FORK.invokeExact(scope, body);
            return true;
        } catch (Throwable t) {
            if (otherBindings(t)) {
                return false;
            }
            throw unchecked(t);
        }
    }

    @Override
    void join(Object scope) throws InterruptedException {
        try {
            JOIN.invokeExact(scope);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    @Override
    void close(Object scope) {
        try {
            CLOSE.invokeExact(scope);
        } catch (Throwable t) {
            throw unchecked(t);
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
