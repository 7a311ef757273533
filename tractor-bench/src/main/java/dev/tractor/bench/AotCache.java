package dev.tractor.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * A cache of the classes that a program loads, which the JVM makes in one run and reads in others. It takes classes from JARs
 * only, so the directories of the class path are packed.
 */
final class AotCache implements AutoCloseable {
    private final Path directory;
    private final Path file;
    private final String classPath;

    /**
     * Packs what is to be packed; the cache itself is made by a JVM with {@link #making()}.
     *
     * @param classPath of the program
     */
    AotCache(String classPath) throws IOException, MeasuringException {
        this.directory = Files.createTempDirectory("tractor-bench");
        this.file = directory.resolve("program.aot");
        var entries = new ArrayList<String>();
        for (var entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(Files.isDirectory(Path.of(entry)) ? packed(entry, entries.size()) : entry);
        }
        this.classPath = String.join(File.pathSeparator, entries);
    }

    private String packed(String classes, int number) throws MeasuringException {
        var jar = directory.resolve("classes-" + number + ".jar").toString();
        int status = ToolProvider.findFirst("jar")
                .orElseThrow(() -> new MeasuringException("this JDK has no jar tool"))
                .run(System.out, System.err, "--create", "--file", jar, "-C", classes, ".");
        if (status != 0) {
            throw new MeasuringException("the jar tool has failed for " + classes);
        }
        return jar;
    }

    /** The class path to run the program with, in JARs. */
    String classPath() {
        return classPath;
    }

    /** Options of the JVM whose run makes the cache. */
    List<String> making() {
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    /** Options of a JVM that uses it, and does not run without. */
    List<String> using() {
        return List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on");
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
