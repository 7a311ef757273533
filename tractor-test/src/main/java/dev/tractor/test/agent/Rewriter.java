package dev.tractor.test.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites classes as they are loaded, and those that already are when the JVM offers them again.
 *
 * <p>The JVM calls this wherever a class is loaded, and offers no class that is loaded meanwhile. So it looks at nothing
 * but the bytes it is given, and {@link #warmUp} has it load what it uses itself while nobody depends on it.
 */
final class Rewriter implements ClassFileTransformer {

    /** Those who run the tests: they tell real time, whoever calls. */
    private static final List<String> RUNNERS =
            List.of("org/junit/", "org/apache/maven/", "org/gradle/", "com/intellij/", "org/eclipse/jdt/");

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** The test kit: rewritten code calls it, and it must not call itself. */
    private static final @Nullable CodeSource KIT =
            Rewriter.class.getProtectionDomain().getCodeSource();

    private static final System.Logger LOGGER = System.getLogger(Rewriter.class.getName());

    // Set by whatever thread loads a class.
    private volatile @Nullable Throwable failure;

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
            byte[] rewritten = rewrite(name, file);
            return rewritten == file ? null : rewritten;
        } catch (RuntimeException | LinkageError e) { // the JVM would ignore it
            failure = e;
            LOGGER.log(System.Logger.Level.WARNING, "class " + name + " is left as it is and sees real time", e);
            return null;
        }
    }

    /** Whether a loaded class may have to be rewritten. */
    boolean concerns(Class<?> loaded) {
        return !loaded.isArray()
                && !loaded.isHidden()
                && concerns(loaded.getClassLoader(), loaded.getName().replace('.', '/'), loaded.getProtectionDomain());
    }

    /** Loads what rewriting takes, by rewriting something. */
    void warmUp(byte[] file) {
        rewrite("java/time/Clock", file);
    }

    /** Throws when a class could not be rewritten. */
    void check() {
        var cause = failure;
        if (cause != null) {
            throw new LinkageError("a class could not be rewritten: " + cause.getMessage(), cause);
        }
    }

    private static byte[] rewrite(String name, byte[] file) {
        return TimeCalls.redirect(name, file);
    }

    private static boolean concerns(@Nullable ClassLoader loader, String name, @Nullable ProtectionDomain domain) {
        if (loader == null) {
            return TimeCalls.concernsJdk(name);
        }
        return loader != PLATFORM
                && RUNNERS.stream().noneMatch(name::startsWith)
                && (domain == null || KIT == null || !Objects.equals(domain.getCodeSource(), KIT));
    }
}
