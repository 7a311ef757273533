package dev.tractor.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things are in the working tree that is being built. */
final class Repository {

    static final Path ROOT = findRoot();

    /** The modules that are published, core first. */
    static final List<String> MODULES = List.of("tractor-core", "tractor-debug", "tractor-test", "tractor-examples");

    private Repository() {}

    /** The compiled main classes of a module. */
    static Path classes(String module) {
        return ROOT.resolve(module).resolve("target/classes");
    }

    /** The compiled main classes of every published module. */
    static List<Path> allClasses() {
        return MODULES.stream().map(Repository::classes).toList();
    }

    /** The compiled tests of every module that has some. */
    static List<Path> allTestClasses() {
        return Stream.concat(MODULES.stream(), Stream.of("tractor-tests"))
                .map(module -> ROOT.resolve(module).resolve("target/test-classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    /** Every file below a directory whose name ends so, in path order. */
    static List<Path> filesBelow(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static Path findRoot() {
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.isRegularFile(directory.resolve(".mvn/maven.config"))) {
                return directory;
            }
        }
        throw new IllegalStateException("no repository around " + start);
    }
}
