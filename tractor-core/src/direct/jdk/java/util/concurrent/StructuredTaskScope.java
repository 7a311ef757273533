package java.util.concurrent;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What tractor uses of the JDK's interface, as JDK 25 to 27 have it; for the compiler's eyes only. The JDK's own carries the
 * mark of a preview API, and javac passes that mark on to whatever names it. No class file is made of this.
 */
public interface StructuredTaskScope<T, R> extends AutoCloseable {

    /** In JDK 25. */
    static <T, R> StructuredTaskScope<T, R> open(
            Joiner<? super T, ? extends R> joiner, Function<Configuration, Configuration> configure) {
        throw new AssertionError();
    }

    /** In JDK 26 and 27. */
    static <T, R> StructuredTaskScope<T, R> open(
            Joiner<? super T, ? extends R> joiner, UnaryOperator<Configuration> configure) {
        throw new AssertionError();
    }

    <U extends T> Subtask<U> fork(Callable<? extends U> body);

    R join() throws InterruptedException;

    @Override
    void close();

    interface Subtask<T> {}

    interface Joiner<T, R> {
        static <T> Joiner<T, Void> awaitAllSuccessfulOrThrow() {
            throw new AssertionError();
        }
    }

    interface Configuration {
        Configuration withThreadFactory(ThreadFactory threads);

        Configuration withName(String name);
    }
}
