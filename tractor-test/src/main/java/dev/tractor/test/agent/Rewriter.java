package dev.tractor.test.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites classes as they are loaded, and those that already are when the JVM is asked to offer them again.
 *
 * <p>The JVM calls this wherever a class is loaded, and offers no class that is loaded meanwhile. So it loads none
 * but what it is made of, and that before it starts.
 */
final class Rewriter implements ClassFileTransformer {

    /** Those who run the tests: they tell real time, whoever calls. */
    private static final List<String> RUNNERS =
            List.of("org/junit/", "org/apache/maven/", "org/gradle/", "com/intellij/", "org/eclipse/jdt/");

    private static final String REFUSED = "invalid class";

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** The test kit: rewritten code calls it, and it must not call itself. */
    private static final @Nullable CodeSource KIT =
            Rewriter.class.getProtectionDomain().getCodeSource();

    private static final System.Logger LOGGER = System.getLogger("tractor.test");

    private final Instrumentation instrumentation;

    // Written by the owner's thread, read by whatever thread loads a class.
    private volatile Points points = Points.NONE;

    // Written by whatever thread loads a class: why one could not be rewritten.
    private volatile @Nullable Throwable failure;

    Rewriter(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Rewrites what is loaded now, and from now on. */
    void start() throws IOException, UnmodifiableClassException {
        warmUp(); // so that all that rewriting takes is loaded when the loaded classes are listed
        instrumentation.addTransformer(this, true);
        try {
            rewriteLoaded(name -> true);
            var cause = failure;
            if (cause != null) {
                throw new LinkageError("a class could not be rewritten: " + cause.getMessage(), cause);
            }
        } catch (RuntimeException | LinkageError | UnmodifiableClassException e) {
            instrumentation.removeTransformer(this);
            throw e;
        }
    }

    /** Inserts preemption points as well, into classes whose names begin so. */
    void addPoints(Collection<String> prefixes, Accesses accesses) {
        var old = points;
        var more = old.and(prefixes, accesses);
        points = more;
        try {
            rewriteLoaded(name -> !more.in(name).equals(old.in(name)));
        } catch (UnmodifiableClassException e) {
            throw new LinkageError("a class that was changed before cannot be changed", e);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> loaded,
            @Nullable ProtectionDomain domain,
            byte[] file) {
        if (name == null || !concerns(loader, name, domain)) {
            return null;
        }
        try {
            byte[] rewritten = rewrite(loader, name, file);
            return rewritten == file ? null : rewritten;
        } catch (RuntimeException | LinkageError e) { // the JVM would swallow it
            failure = e;
            LOGGER.log(
                    System.Logger.Level.WARNING, "class " + name + " stays as it is, with real time and no points", e);
            return null;
        }
    }

    private byte[] rewrite(@Nullable ClassLoader loader, String name, byte[] file) {
        byte[] redirected = TimeCalls.redirect(name, file);
        if (loader == null) {
            return redirected;
        }
        return points.in(name)
                .map(accesses -> PointInsertion.into(redirected, accesses, loader))
                .orElse(redirected);
    }

    private void rewriteLoaded(Predicate<String> names) throws UnmodifiableClassException {
        var classes = Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(type -> !type.isArray() && !type.isHidden())
                .filter(type -> names.test(internalName(type)))
                .filter(type -> concerns(type.getClassLoader(), internalName(type), type.getProtectionDomain()))
                .toArray(Class<?>[]::new);
        if (classes.length > 0) {
            rewriteAll(classes);
        }
    }

    /** One whose initializer has failed is refused, with all that are offered beside it; nobody can use it anyway. */
    private void rewriteAll(Class<?>[] classes) throws UnmodifiableClassException {
        try {
            instrumentation.retransformClasses(classes);
        } catch (InternalError e) {
            if (!String.valueOf(e.getMessage()).endsWith(REFUSED)) {
                throw e;
            }
            if (classes.length > 1) {
                int half = classes.length / 2;
                rewriteAll(Arrays.copyOfRange(classes, 0, half));
                rewriteAll(Arrays.copyOfRange(classes, half, classes.length));
            }
        }
    }

    private static boolean concerns(@Nullable ClassLoader loader, String name, @Nullable ProtectionDomain domain) {
        if (loader == null) {
            return TimeCalls.concernsJdk(name);
        }
        return loader != PLATFORM
                && RUNNERS.stream().noneMatch(name::startsWith)
                && (domain == null || KIT == null || !Objects.equals(domain.getCodeSource(), KIT));
    }

    /** Rewrites something in every way there is, and throws it away. */
    private void warmUp() throws IOException {
        points = Points.NONE.and(List.of(""), Accesses.ALL);
        var loader = Rewriter.class.getClassLoader();
        byte[] gate = SelfAttach.renamed(Gate.class, Gate.RUNTIME_NAME);
        transform(loader, TimeCalls.CLOCK, null, null, gate);
        byte[] loops = SelfAttach.renamed(References.class, "References"); // calls what may be shared
        transform(loader, "References", null, null, loops);
        points = Points.NONE;
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
