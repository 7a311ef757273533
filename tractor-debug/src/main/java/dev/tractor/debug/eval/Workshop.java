package dev.tractor.debug.eval;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * javac for one class loader, kept warm.
 *
 * <p>It works on one platform thread: a compilation needs long, and on a virtual thread it would hold a carrier. All but
 * {@link #on} and {@link #of} is for that thread.
 */
final class Workshop {
    private static final List<String> OPTIONS =
            List.of("-proc:none", "-nowarn", "-Xlint:none", "-g", "-Xdiags:compact", "-XDshould-stop.ifError=FLOW");
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** Guarded by LOCK. */
    private static final Map<ClassLoader, Workshop> ALL = new IdentityHashMap<>();

    private static final LinkedBlockingQueue<Runnable> WORK = new LinkedBlockingQueue<>();

    /** Guarded by LOCK. */
    private static boolean started;

    private final JavaCompiler compiler;
    private final DoctoredFiles files;

    /** Knows the classes there were when it was made; null where none can be had. */
    private @Nullable KeptJavac kept;

    private Workshop(JavaCompiler compiler, ClassLoader loader) {
        this.compiler = compiler;
        try {
            files = new DoctoredFiles(
                    compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8), loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the one of a class loader} */
    static Workshop of(JavaCompiler compiler, ClassLoader loader) {
        LOCK.lock();
        try {
            return ALL.computeIfAbsent(loader, l -> new Workshop(compiler, l));
        } finally {
            LOCK.unlock();
        }
    }

    /** {@return the result of work on the compiler's thread} Waits without being interruptible; interrupts stay set. */
    static <T> T on(Callable<T> work) {
        var done = new Slot<Result<T>>();
        post(() -> {
            try {
                done.put(new Result<>(work.call(), null));
            } catch (Throwable e) {
                done.put(new Result<>(null, e));
            }
        });
        return done.take().get();
    }

    /** Has work done on the compiler's thread, some time. */
    static void post(Runnable work) {
        WORK.add(work);
        LOCK.lock();
        try {
            if (!started) {
                started = true;
                Thread.ofPlatform().daemon().name("tractor-console-compiler").start(Workshop::serve);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void serve() {
        while (true) {
            try {
                WORK.take().run();
            } catch (InterruptedException | RuntimeException | Error e) {
                System.getLogger("tractor.console").log(System.Logger.Level.DEBUG, "the compiler's thread goes on", e);
            }
        }
    }

    /** What a piece of work came to. */
    private record Result<T>(@Nullable T value, @Nullable Throwable error) {
        @SuppressWarnings("NullAway") // the value is what the work returned
        T get() {
            switch (error) {
                case null -> {
                    return value;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(error);
            }
        }
    }

    DoctoredFiles files() {
        return files;
    }

    /** {@return what is made of a source on its way through javac, which cannot go on afterwards} */
    <T> T with(String source, Function<Job, T> use) {
        var found = new DiagnosticCollector<JavaFileObject>();
        var file = new Source(source);
        if (files.renewed()) {
            kept = KeptJavac.create();
        }
        if (kept != null) {
            return kept.with(files, found, OPTIONS, file, task -> use.apply(new Job(task, found)));
        }
        var task = (JavacTask) compiler.getTask(Writer.nullWriter(), files, found, OPTIONS, null, List.of(file));
        return use.apply(new Job(task, found));
    }

    /** One source on its way through javac. */
    static final class Job {
        private final DiagnosticCollector<JavaFileObject> found;
        private final JavacTask task;

        private Job(JavacTask task, DiagnosticCollector<JavaFileObject> found) {
            this.task = task;
            this.found = found;
            task.setLocale(Locale.ENGLISH);
        }

        JavacTask task() {
            return task;
        }

        Trees trees() {
            return Trees.instance(task);
        }

        CompilationUnitTree parse() {
            try {
                return task.parse().iterator().next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void analyze() {
            try {
                task.analyze();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void generate() {
            try {
                task.generate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<Diagnostic<? extends JavaFileObject>> errors() {
            List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
            for (var each : found.getDiagnostics()) {
                if (each.getKind() == Diagnostic.Kind.ERROR) {
                    errors.add(each);
                }
            }
            return errors;
        }
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("mem:///snippet.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }
}
