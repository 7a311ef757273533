package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tractor.debug.CommandNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The sessions on the pages are what the console shows when the same is entered. */
@Tag("terminal")
@Tag("slow")
class SessionsTest {
    /** With the value {@code write} the pages are written instead of compared. */
    private static final String PROPERTY = "tractor.sessions";

    /** The release that the pages are captured with: others have other frames, and other fields. */
    private static final int JDK = 25;

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)(?<=^<!-- session: (?<name>[^ \\n]{1,80}) -->\\n```\\n)(?<text>.*?)(?=^```$)");

    private static final Pattern FOLDED =
            Pattern.compile("(?<=-)\\d{1,4} {2}… \\d{1,4}(?= frames)|(?<=… )\\d{1,4}(?= frames)");

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> everySessionIsOnItsPageAsItIs() throws IOException {
        return CapturedSession.all().stream()
                .map(session -> DynamicTest.dynamicTest(session.name(), () -> check(session)));
    }

    private void check(CapturedSession session) throws Exception {
        assumeTrue(Runtime.version().feature() == JDK, "sessions are captured with JDK " + JDK);
        var played = session.play(Files.createDirectories(scratch.resolve(session.name())));
        var file = Repository.ROOT.resolve(session.page());
        if ("write".equals(System.getProperty(PROPERTY))) {
            Files.writeString(file, BLOCK.matcher(Files.readString(file)).replaceAll(found -> {
                var now = played.getOrDefault(found.group("name"), found.group("text"));
                return Matcher.quoteReplacement(same(now, found.group("text")) ? found.group("text") : now);
            }));
        }
        var page = blocks(file);
        for (var name : session.blocks()) {
            assertEquals(
                    uncounted(played.get(name)),
                    page.stream()
                            .filter(block -> block.name.equals(name))
                            .map(block -> uncounted(block.text))
                            .findFirst()
                            .orElse(""),
                    "the session " + name + " on " + session.page() + " is not what the console shows now; bin/sessions"
                            + " writes it");
        }
    }

    private static boolean same(String one, String other) {
        return uncounted(one).equals(uncounted(other));
    }

    /**
     * A text in which frames of tractor and the JDK are not counted: a page shows how many there were, but that is of the
     * moment, for instance of how the thread waits.
     */
    private static String uncounted(String text) {
        return FOLDED.matcher(text).replaceAll("…");
    }

    /** One on a page. */
    private record Block(String name, String text) {}

    private static List<Block> blocks(Path page) throws IOException {
        var blocks = new ArrayList<Block>();
        var found = BLOCK.matcher(Files.readString(page));
        while (found.find()) {
            blocks.add(new Block(found.group("name"), found.group("text")));
        }
        return blocks;
    }

    @Test
    void everyBlockOnAPageHasItsScriptAndViceVersa() throws IOException {
        var scripts = new TreeSet<String>();
        for (var session : CapturedSession.all()) {
            session.blocks().forEach(block -> scripts.add(session.page() + ": " + block));
        }
        var pages = new TreeSet<String>();
        for (var page : Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md")) {
            var name = Repository.ROOT.relativize(page).toString().replace('\\', '/');
            if (!page.startsWith(CapturedSession.DIRECTORY)) {
                blocks(page).forEach(block -> pages.add(name + ": " + block.name));
            }
        }
        assertEquals(scripts, pages, "a page shows a session between <!-- session: SCRIPT/BLOCK --> with ``` and ```");
    }

    @Test
    void everyCommandOfTheConsoleIsShown() throws IOException {
        var entered = new TreeSet<String>();
        for (var session : CapturedSession.all()) {
            session.entered().forEach(line -> entered.add(line.split(" ", 2)[0]));
        }
        var missing = new ArrayList<>(CommandNames.all());
        missing.removeAll(entered);
        assertEquals(List.of(), missing, "enter them in a script of docs/sessions");
    }

    // What they would find.

    @Test
    void whatDiffersFromRunToRunIsMadeTheSame() {
        assertEquals(
                "Till@1, Item@2, Till@1, $$Lambda, a@b.org\n"
                        + "at dev.tractor.examples.Demo.main(Demo.java:7)\n"
                        + "at java.base/java.lang.VirtualThread.run(VirtualThread.java)\n"
                        + "at dev.tractor.Turn.run(Turn.java)",
                CapturedSession.normal("Till@53a4bb53, Item@1b2c3d4e, Till@53a4bb53, $$Lambda/0x0000001, a@b.org\n"
                        + "at dev.tractor.examples.Demo.main(Demo.java:7)\n"
                        + "at java.base/java.lang.VirtualThread.run(VirtualThread.java:309)\n"
                        + "at dev.tractor.Turn.run(Turn.java:12)"));
    }

    @Test
    void framesOfTractorAreNotCountedWhereSessionsAreCompared() {
        assertTrue(same("  3-17  … 15 frames of tractor", "  3-19  … 17 frames of tractor"));
        assertTrue(same("      … 21 frames of tractor", "      … 3 frames of tractor"));
        assertFalse(same("  3-17  … 15 frames of tractor", "  4-17  … 14 frames of tractor"));
        assertFalse(same("      … 21 frames of tractor", "      at Till.close"));
    }

    @Test
    void aScriptThatSaysNothingOfItsProgramIsRefused() {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> CapturedSession.parse("a", List.of("programme: Demo", "---", "@block b", "where")));
        assertTrue(refused.getMessage().startsWith("a.session: \"programme: Demo\" is none of"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> CapturedSession.parse("a", List.of("where")));
        assertThrows(IllegalArgumentException.class, () -> CapturedSession.parse("a", List.of("---", "where")));
    }
}
