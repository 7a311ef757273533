package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/Changelog.java does with fragments. */
class ChangelogTest {

    @TempDir
    static Path classes;

    @TempDir
    Path root;

    @BeforeAll
    static void compile() {
        Program.compile("Changelog", classes);
    }

    @BeforeEach
    void anEmptyChangelog() throws IOException {
        write("VERSION", "1.2.0\n");
        write("CHANGELOG.md", "# Changelog\n");
        write("changelog.d/README.md", "about fragments\n");
    }

    @Test
    void joinsFragmentsUnderTheVersionAndDeletesThem() throws Exception {
        write("changelog.d/7.fixed.md", "core: a repair.\n");
        write("changelog.d/3.added.md", "core: a thing\nof two lines.\n\ndebug: another.\n");

        assertEquals(0, changelog().status());

        assertEquals("""
                # Changelog

                ## 1.2.0

                ### Added

                - core: a thing
                  of two lines.
                - debug: another.

                ### Fixed

                - core: a repair.
                """, read("CHANGELOG.md"));
        assertFalse(Files.exists(root.resolve("changelog.d/7.fixed.md")));
        assertFalse(Files.exists(root.resolve("changelog.d/3.added.md")));
        assertTrue(Files.exists(root.resolve("changelog.d/README.md")));
    }

    @Test
    void ordersGroupsByKindAndFragmentsByNumberThenName() throws Exception {
        write("changelog.d/10.changed.md", "core: ten.");
        write("changelog.d/9.changed.md", "core: nine.");
        write("changelog.d/alpha.changed.md", "core: alpha.");
        write("changelog.d/1.removed.md", "core: removed.");
        write("changelog.d/2.added.md", "core: added.");

        assertEquals(0, changelog().status());

        assertEquals("""
                # Changelog

                ## 1.2.0

                ### Added

                - core: added.

                ### Changed

                - core: nine.
                - core: ten.
                - core: alpha.

                ### Removed

                - core: removed.
                """, read("CHANGELOG.md"));
    }

    @Test
    void addsToTheSectionThatExistsAndLeavesOlderOnesAlone() throws Exception {
        write("CHANGELOG.md", """
                # Changelog

                ## 1.2.0-SNAPSHOT

                ### Fixed

                - core: an old repair.

                ## 1.1.0

                ### Added

                - core: history.
                """);
        write("changelog.d/4.fixed.md", "core: a new repair.");
        write("changelog.d/5.added.md", "core: a new thing.");

        assertEquals(0, changelog().status());

        assertEquals("""
                # Changelog

                ## 1.2.0

                ### Added

                - core: a new thing.

                ### Fixed

                - core: an old repair.
                - core: a new repair.

                ## 1.1.0

                ### Added

                - core: history.
                """, read("CHANGELOG.md"));
    }

    @Test
    void putsANewVersionBeforeOlderOnes() throws Exception {
        write("CHANGELOG.md", "# Changelog\n\n## 1.1.0\n\n### Added\n\n- core: history.\n");
        write("changelog.d/4.removed.md", "core: gone.");

        assertEquals(0, changelog().status());

        assertEquals(
                "# Changelog\n\n## 1.2.0\n\n### Removed\n\n- core: gone.\n\n## 1.1.0\n\n### Added\n\n- core: history.\n",
                read("CHANGELOG.md"));
    }

    @Test
    void joiningTwiceChangesNothingMore() throws Exception {
        write("changelog.d/4.fixed.md", "core: a repair.");
        assertEquals(0, changelog().status());
        Map<String, String> once = everything();

        assertEquals(0, changelog().status());

        assertEquals(once, everything());
    }

    @Test
    void refusesAMalformedNameAndChangesNothing() throws Exception {
        write("changelog.d/4.fixed.md", "core: a repair.");
        write("changelog.d/5.improved.md", "core: a thing.");
        write("changelog.d/six.added.txt", "core: a thing.");

        assertRefused("5.improved.md", "six.added.txt");
    }

    @Test
    void refusesAnEmptyFragmentAndChangesNothing() throws Exception {
        write("changelog.d/4.fixed.md", "core: a repair.");
        write("changelog.d/5.added.md", " \n\n");

        assertRefused("5.added.md");
    }

    @Test
    void refusesAHeadingInAFragment() throws Exception {
        write("changelog.d/5.added.md", "## 9.9.9\n");

        assertRefused("5.added.md");
    }

    @Test
    void checkingReportsAndChangesNothing() throws Exception {
        write("changelog.d/4.fixed.md", "core: a repair.");
        Map<String, String> before = everything();

        assertEquals(0, changelog("--check").status());
        assertEquals(0, changelog("--check").status());

        assertEquals(before, everything());
    }

    @Test
    void anUnknownOptionIsAUsageError() throws Exception {
        Program.Result result = changelog("--chekc");

        assertEquals(2, result.status());
        assertTrue(result.output().contains("usage: "), result.output());
    }

    private void assertRefused(String... names) throws Exception {
        Map<String, String> before = everything();
        for (String[] arguments : new String[][] {{}, {"--check"}}) {
            Program.Result result = changelog(arguments);
            assertEquals(1, result.status(), result.output());
            for (String name : names) {
                assertTrue(result.output().contains(name), result.output());
            }
            assertEquals(before, everything());
        }
    }

    private Program.Result changelog(String... arguments) throws IOException, InterruptedException {
        return Program.java(classes, root, "Changelog", arguments);
    }

    /** Every file and its text. */
    private Map<String, String> everything() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : Repository.filesBelow(root, "")) {
            files.put(root.relativize(file).toString(), Files.readString(file));
        }
        return files;
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }
}
