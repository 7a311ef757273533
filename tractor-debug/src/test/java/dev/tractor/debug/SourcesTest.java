package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    Path project;

    private void write(String file, String text) throws Exception {
        var path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void rootsOfEveryModuleAreFoundFromAnyOfThem() throws Exception {
        write("pom.xml", "");
        write("core/pom.xml", "");
        write("core/src/main/java/A.java", "");
        write("core/src/test/java/ATest.java", "");
        write("app/pom.xml", "");
        write("app/src/main/java/B.java", "");
        write("data/src/pom.txt", "");
        var core = List.of(project.resolve("core/src/main/java"), project.resolve("core/src/test/java"));
        var app = List.of(project.resolve("app/src/main/java"));
        assertEquals(concat(app, core), Sources.roots(project, ""));
        assertEquals(concat(core, app), Sources.roots(project.resolve("core"), ""));
    }

    private static List<Path> concat(List<Path> first, List<Path> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Test
    void listedRootsComeFirst() throws Exception {
        write("src/main/java/A.java", "");
        assertEquals(
                List.of(project.resolve("x"), project.resolve("y"), project.resolve("src/main/java")),
                Sources.roots(project, "x" + File.pathSeparator + "y"));
    }

    @Test
    void aFrameHasItsLine() throws Exception {
        write("demo/Clock.java", "one\ntwo\n");
        var sources = new Sources(List.of(project.resolve("none"), project));
        var frame = new StackTraceElement("demo.Clock$Inner", "tick", "Clock.java", 2);
        assertEquals(Optional.of("two"), sources.line(frame));
        assertEquals(Optional.of("one"), sources.line(frame, -1));
        assertEquals(Optional.empty(), sources.line(frame, 1));
    }

    @Test
    void aFrameWithoutFileOrSourceHasNone() {
        var sources = new Sources(List.of(project));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", null, 2)));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", "\0", 2)));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", "Clock.java", 2)));
    }
}
