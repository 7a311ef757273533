package dev.tractor.debug;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source text of a stack frame. One instance serves one session, so it reads every file once at most.
 *
 * <p>A file counts as the frame's source when it lies under a source root in the frame's package and has its file name. It
 * may have been edited since it was compiled; nothing can be done about that here. Where no root has it, {@link
 * ClassSource} looks beside the class.
 */
final class Sources {
    private static final List<String> BUILD_FILES =
            List.of("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
    private static final List<String> USUAL_ROOTS = List.of("src/main/java", "src/test/java");
    private static final int DEEPEST_MODULE = 3;
    private static final int DEEPEST_PACKAGE = 20;
    private static final Pattern LAUNCHED =
            Pattern.compile("^jdk\\.compiler/com\\.sun\\.tools\\.javac\\.launcher\\.\\w+ (.+?\\.java)( |$)");

    private final List<Path> roots;
    private final Map<String, List<String>> files = new HashMap<>();
    private final Map<String, List<String>> besideClass = new HashMap<>();

    Sources(List<Path> roots) {
        this.roots = roots;
    }

    /** {@return the source roots of the project that {@code directory} lies in, after those that {@code listed} names} */
    static List<Path> roots(Path directory, String listed) {
        Set<Path> roots = new LinkedHashSet<>();
        Arrays.stream(listed.split(File.pathSeparator))
                .filter(path -> !path.isBlank())
                .map(path -> directory.resolve(path.strip()))
                .forEach(roots::add);
        var top = directory.toAbsolutePath();
        collect(top, 0, roots);
        while (top.getParent() != null && isModule(top) && isModule(top.getParent())) {
            top = top.getParent();
            collect(top, 0, roots);
        }
        return List.copyOf(roots);
    }

    /**
     * {@return where the program lies that {@code java} runs from its source, as a path list; empty when it does not}
     *
     * @param command what the JVM was asked to run, as the system property {@code sun.java.command} has it
     */
    static String ofLaunchedFile(String command) {
        var file = LAUNCHED.matcher(command);
        if (!file.find()) {
            return "";
        }
        var parent = Path.of(file.group(1)).getParent();
        return parent == null ? "." : parent.toString();
    }

    private static boolean isModule(Path directory) {
        return BUILD_FILES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    private static void collect(Path directory, int depth, Set<Path> roots) {
        USUAL_ROOTS.stream().map(directory::resolve).filter(Files::isDirectory).forEach(roots::add);
        if (depth == DEEPEST_MODULE || !isModule(directory)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
            List<Path> modules = new ArrayList<>();
            children.forEach(modules::add);
            modules.stream()
                    .filter(child -> !String.valueOf(child.getFileName()).startsWith("."))
                    .sorted()
                    .forEach(child -> collect(child, depth + 1, roots));
        } catch (IOException e) {
            // A directory that cannot be listed has no sources for us.
        }
    }

    /** {@return the text of the frame's line} */
    Optional<String> line(StackTraceElement frame) {
        return line(frame, null, 0);
    }

    /** {@return the text of the line that is {@code offset} lines after the frame's, whose class is {@code type} if known} */
    Optional<String> line(StackTraceElement frame, @Nullable Class<?> type, int offset) {
        int number = frame.getLineNumber() + offset;
        if (frame.getLineNumber() <= 0) {
            return Optional.empty();
        }
        var lines = text(frame, type);
        return number >= 1 && number <= lines.size() ? Optional.of(lines.get(number - 1)) : Optional.empty();
    }

    /** {@return the lines of the frame's source; none when it is not found} */
    List<String> text(StackTraceElement frame, @Nullable Class<?> type) {
        if (frame.getFileName() == null) {
            return List.of();
        }
        var path = path(frame);
        var lines = files.computeIfAbsent(path, this::read);
        return lines.isEmpty() && type != null
                ? besideClass.computeIfAbsent(path, _ -> lines(ClassSource.of(type, path)))
                : lines;
    }

    /** {@return the packages that have a source file of that name under the roots, as directories} */
    List<String> packagesOf(String fileName) {
        List<String> packages = new ArrayList<>();
        for (var root : roots) {
            try (var found = Files.find(root, DEEPEST_PACKAGE, (path, _) -> path.endsWith(fileName))) {
                found.map(Path::getParent)
                        .map(directory -> root.relativize(directory).toString().replace(File.separatorChar, '/'))
                        .filter(directory -> !packages.contains(directory))
                        .forEach(packages::add);
            } catch (IOException | UncheckedIOException | InvalidPathException e) {
                // What cannot be searched has no sources for us.
            }
        }
        return packages;
    }

    /** {@return the source file of a frame with its package as directories} */
    static String path(StackTraceElement frame) {
        var type = frame.getClassName();
        int dot = type.lastIndexOf('.') + 1;
        return type.substring(0, dot).replace('.', '/') + frame.getFileName();
    }

    private List<String> read(String path) {
        for (var root : roots) {
            try {
                var file = root.resolve(path);
                if (Files.isRegularFile(file)) {
                    return lines(Files.readAllBytes(file));
                }
            } catch (IOException | InvalidPathException e) {
                // The next root may have a readable one; without any, frames are shown without text.
            }
        }
        return List.of();
    }

    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
