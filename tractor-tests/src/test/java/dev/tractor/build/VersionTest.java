package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/Version.java writes. */
class VersionTest {

    @TempDir
    static Path classes;

    @TempDir
    Path root;

    @BeforeAll
    static void compile() {
        Program.compile("Version", classes);
    }

    @BeforeEach
    void aRepository() throws IOException {
        Files.createDirectory(root.resolve(".mvn"));
        Files.writeString(root.resolve("VERSION"), "1.2.0\n");
        Files.writeString(root.resolve(".mvn/maven.config"), "-Drevision=1.1.0\n-T1\n");
    }

    @Test
    void copiesTheVersionAndKeepsOtherOptions() throws Exception {
        assertEquals(0, Program.java(classes, root, "Version").status());

        assertFiles("1.2.0\n", "-Drevision=1.2.0\n-T1\n");
    }

    @Test
    void writesAGivenVersionToBothFiles() throws Exception {
        assertEquals(0, Program.java(classes, root, "Version", "1.3.0-SNAPSHOT").status());

        assertFiles("1.3.0-SNAPSHOT\n", "-Drevision=1.3.0-SNAPSHOT\n-T1\n");
    }

    @Test
    void refusesWhatIsNoVersionAndChangesNothing() throws Exception {
        Program.Result result = Program.java(classes, root, "Version", "next");

        assertEquals(1, result.status());
        assertTrue(result.output().contains("'next' is not a version"), result.output());
        assertFiles("1.2.0\n", "-Drevision=1.1.0\n-T1\n");
    }

    private void assertFiles(String version, String config) throws IOException {
        assertEquals(version, Files.readString(root.resolve("VERSION")));
        assertEquals(config, Files.readString(root.resolve(".mvn/maven.config")));
    }
}
