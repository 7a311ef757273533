package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
        assertEquals(Optional.of("one"), sources.line(frame, null, -1));
        assertEquals(Optional.empty(), sources.line(frame, null, 1));
    }

    @Test
    void aFrameWithoutFileOrSourceHasNone() {
        var sources = new Sources(List.of(project));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", null, 2)));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", "\0", 2)));
        assertEquals(Optional.empty(), sources.line(new StackTraceElement("demo.Clock", "tick", "Clock.java", 2)));
    }

    @Test
    void theProjectBesideTheClassesIsLookedIn() throws Exception {
        write("app/src/main/java/demo/Clock.java", "one\n");
        write("app/target/classes/demo/Clock.class", "");
        write("lib/src/test/java/demo/ClockTest.java", "two\n");
        write("lib/build/classes/java/test/demo/ClockTest.class", "");
        assertEquals("one\n", text("app/target/classes", "demo/Clock.java"));
        assertEquals("two\n", text("lib/build/classes/java/test", "demo/ClockTest.java"));
        assertEquals("", text("app/target/classes", "demo/Other.java"));
        assertEquals("", text("app/src", "demo/Clock.java"));
    }

    @Test
    void theSourcesArchiveBesideAnArchiveIsLookedIn() throws Exception {
        write("clock-1.0.jar", "");
        write("other-1.0.jar", "");
        try (var out = new ZipOutputStream(Files.newOutputStream(project.resolve("clock-1.0-sources.jar")))) {
            out.putNextEntry(new ZipEntry("demo/Clock.java"));
            out.write("three\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("three\n", text("clock-1.0.jar", "demo/Clock.java"));
        assertEquals("", text("clock-1.0.jar", "demo/Other.java"));
        assertEquals("", text("other-1.0.jar", "demo/Clock.java"));
    }

    private String text(String origin, String path) throws Exception {
        return new String(ClassSource.at(project.resolve(origin), path), StandardCharsets.UTF_8);
    }

    @Test
    void classesOfTheJdkHaveTheirSourceWhereItIsInstalled() {
        var sources = new Sources(List.of());
        var length = new StackTraceElement("java.lang.String", "length", "String.java", 30);
        boolean installed = Files.exists(Path.of(System.getProperty("java.home"), "lib", "src.zip"));
        assertEquals(installed, sources.text(length, String.class).size() > 1000);
        assertEquals(Optional.empty(), sources.line(length));
    }

    @Test
    void aProgramThatRunsFromItsSourceIsFound() {
        var launcher = "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher ";
        var directory = Path.of("my work", "x").toString();
        assertEquals(directory, Sources.ofLaunchedFile(launcher + Path.of("my work", "x", "Deep.java") + " a b.java"));
        assertEquals(".", Sources.ofLaunchedFile(launcher + "Deep.java"));
        assertEquals("", Sources.ofLaunchedFile("demo.Main Deep.java"));
    }
}
