package dev.tractor.debug.eval;

import com.sun.source.util.JavacTask;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of javac that go on with what an earlier one has read: the classes of the JDK and of the program, which are most of
 * the work for a snippet. A task that begins with nothing takes three times as long.
 *
 * <p>It is the pool that JShell has for its snippets, which the JDK exports to nobody else; so it can be had only where
 * {@code java.lang} is open, as it is at the levels at which variables can be read. What was listed once is not listed again,
 * so whoever adds classes has to begin with a new one. For the compiler's thread.
 */
final class KeptJavac {
    private static final @Nullable Parts PARTS = parts();

    private final Parts parts;
    private final Object pool;

    private KeptJavac(Parts parts) {
        this.parts = parts;
        pool = called(() -> parts.create.newInstance(1));
    }

    /**
     * @param create makes a pool, given how many tasks it keeps
     * @param task has a worker use a task
     * @param worker the type of what uses it
     */
    private record Parts(Constructor<?> create, Method task, Class<?> worker) {}

    private static @Nullable Parts parts() {
        try {
            var pool = Class.forName("com.sun.tools.javac.api.JavacTaskPool");
            var worker = Class.forName("com.sun.tools.javac.api.JavacTaskPool$Worker");
            if (!Opening.exported(pool)) {
                return null;
            }
            var task = pool.getMethod(
                    "getTask",
                    Writer.class,
                    JavaFileManager.class,
                    DiagnosticListener.class,
                    Iterable.class,
                    Iterable.class,
                    Iterable.class,
                    worker);
            return new Parts(pool.getConstructor(int.class), task, worker);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null; // a JDK with another javac
        }
    }

    /** {@return one that knows nothing yet, or null where it cannot be had} */
    static @Nullable KeptJavac create() {
        return PARTS == null ? null : new KeptJavac(PARTS);
    }

    /** {@return what is made of a task, which may not be used any more then} */
    @SuppressWarnings({"unchecked", "NullAway"
    }) // the pool returns what the worker has made; it takes null for no classes
    <T> T with(
            JavaFileManager files,
            DiagnosticListener<JavaFileObject> found,
            List<String> options,
            JavaFileObject source,
            Function<JavacTask, T> use) {
        var worker = Proxy.newProxyInstance(
                parts.worker.getClassLoader(),
                new Class<?>[] {parts.worker},
                (_, _, arguments) -> use.apply((JavacTask) arguments[0]));
        return (T) called(() ->
                parts.task.invoke(pool, Writer.nullWriter(), files, found, options, null, List.of(source), worker));
    }

    /** A call by reflection. */
    private interface Call {
        Object call() throws ReflectiveOperationException;
    }

    private static Object called(Call call) {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("the compiler's tasks failed", e);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the compiler's tasks are not to be had", e);
        }
    }
}
