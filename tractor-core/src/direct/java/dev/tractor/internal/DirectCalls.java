package dev.tractor.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Configuration;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Calls the scope by its name. It is compiled against declarations of our own, in {@code src/direct/jdk}, and so is a plain
 * class file without the mark of a preview feature; the JVM looks at nothing but that mark. Handles take 30 ms of the first
 * nursery of a JVM, this none.
 */
final class DirectCalls extends ScopeCalls {
    private static final boolean JDK_25 = Runtime.version().feature() == 25;

    static {
        direct = new DirectCalls();
    }

    private DirectCalls() {}

    private record Configure(String name, ThreadFactory threads) implements UnaryOperator<Configuration> {
        @Override
        public Configuration apply(Configuration configuration) {
            return configuration.withName(name).withThreadFactory(threads);
        }
    }

    @Override
    Object open(String name, ThreadFactory threads) {
        var configure = new Configure(name, threads);
        var joiner = Joiner.awaitAllSuccessfulOrThrow();
        return JDK_25
                ? StructuredTaskScope.open(joiner, (Function<Configuration, Configuration>) configure)
                : StructuredTaskScope.open(joiner, (UnaryOperator<Configuration>) configure);
    }

    @Override
    boolean fork(Object scope, Callable<?> body) {
        try {
            var _ = of(scope).fork(body);
            return true;
        } catch (RuntimeException e) {
            if (otherBindings(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    void join(Object scope) throws InterruptedException {
        var _ = of(scope).join();
    }

    @Override
    void close(Object scope) {
        of(scope).close();
    }

    @SuppressWarnings("unchecked")
    private static StructuredTaskScope<Object, Void> of(Object scope) {
        return (StructuredTaskScope<Object, Void>) scope;
    }
}
