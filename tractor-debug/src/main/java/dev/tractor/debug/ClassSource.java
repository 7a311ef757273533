package dev.tractor.debug;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source of a class by where it was loaded from: in the project whose build made it, in the sources archive beside
 * its own, or in the JDK's {@code src.zip}.
 */
final class ClassSource {
    private static final byte[] NONE = {};

    /** Where builds put classes, and the sources of these, both below the same directory. */
    private record Layout(String classes, String sources) {}

    private static final List<Layout> LAYOUTS = List.of(
            new Layout("target/classes", "src/main/java"),
            new Layout("target/test-classes", "src/test/java"),
            new Layout("build/classes/java/main", "src/main/java"),
            new Layout("build/classes/java/test", "src/test/java"));

    private ClassSource() {}

    /**
     * {@return the bytes of the source; none when it is not found}
     *
     * @param type the class
     * @param path the package directory and the file name
     */
    static byte[] of(Class<?> type, String path) {
        try {
            var module = type.getModule();
            if (module.isNamed()
                    && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."))) {
                var home = Path.of(System.getProperty("java.home"));
                return entry(home.resolve("lib/src.zip"), module.getName() + "/" + path);
            }
            var source = type.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                return NONE;
            }
            return at(Path.of(source.getLocation().toURI()), path);
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return NONE; // loaded from where no files are, or an archive that cannot be read
        }
    }

    /** {@return the same for a class that was loaded from {@code origin}, a directory or an archive} */
    static byte[] at(Path origin, String path) throws IOException {
        if (Files.isDirectory(origin)) {
            for (var layout : LAYOUTS) {
                var root = sources(origin.toAbsolutePath(), layout);
                if (root != null && Files.isRegularFile(root.resolve(path))) {
                    return Files.readAllBytes(root.resolve(path));
                }
            }
            return NONE;
        }
        var name = String.valueOf(origin.getFileName());
        return name.endsWith(".jar")
                ? entry(
                        origin.resolveSibling(name.substring(0, name.length() - ".jar".length()) + "-sources.jar"),
                        path)
                : NONE;
    }

    private static @Nullable Path sources(Path classes, Layout layout) {
        var end = Path.of(layout.classes());
        if (!classes.endsWith(end)) {
            return null;
        }
        var root = classes;
        for (int i = 0; i < end.getNameCount() && root != null; i++) {
            root = root.getParent();
        }
        return root == null ? null : root.resolve(layout.sources());
    }

    private static byte[] entry(Path archive, String name) throws IOException {
        if (!Files.isRegularFile(archive)) {
            return NONE;
        }
        try (var zip = new ZipFile(archive.toFile())) {
            var entry = zip.getEntry(name);
            return entry == null ? NONE : zip.getInputStream(entry).readAllBytes();
        }
    }
}
