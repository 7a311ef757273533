package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whoever may be made to wait is told all about it: the doc of every public class with a method that waits says when it
 * does, what goes wrong, who sees what, and which threads may call.
 */
class JavadocTest {
    private static final List<String> PACKAGES =
            List.of("tractor-core/src/main/java/dev/tractor", "tractor-test/src/main/java/dev/tractor/test");

    private static final List<String> HEADINGS =
            List.of("<b>Waiting and cancellation.</b>", "<b>Failure.</b>", "<b>Memory visibility.</b>");

    private static final Pattern CLASS = Pattern.compile(
            "(?ms)^(?<doc>/\\*\\*.*?\\*/)\\n(?:@\\w+.*?\\n)*public (?:(?:final|sealed|abstract|non-sealed) )*class (?<name>\\w+)");
    private static final Pattern WAITS =
            Pattern.compile("(?s)\\n    public [^;{}=]*\\)\\s+throws [^{;]*InterruptedException");
    private static final Pattern THREADS = Pattern.compile("(?i)thread|\\btask\\b");

    private record Documented(String name, String doc) {}

    @Test
    void classesThatMayWaitSayWhatACallerMayRelyOn() throws IOException {
        var missing = new ArrayList<String>();
        for (var type : classesThatMayWait()) {
            for (var heading : HEADINGS) {
                if (!type.doc.contains(heading)) {
                    missing.add(type.name + " lacks " + heading);
                }
            }
            if (!THREADS.matcher(type.doc).find()) {
                missing.add(type.name + " does not say who may call it");
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void theClassesThatMayWaitAreFound() throws IOException {
        var names = classesThatMayWait().stream().map(Documented::name).toList();
        assertTrue(
                names.containsAll(List.of("Nursery", "Portal", "CancelScope", "MessageStream", "Tractor", "Probe")),
                names::toString);
    }

    private static List<Documented> classesThatMayWait() throws IOException {
        var found = new ArrayList<Documented>();
        for (var name : PACKAGES) {
            var directory = Repository.ROOT.resolve(name);
            for (Path file : Repository.filesBelow(directory, ".java")) {
                var text = Files.readString(file);
                var type = CLASS.matcher(text);
                if (file.getParent().equals(directory)
                        && type.find()
                        && WAITS.matcher(text).find()) {
                    found.add(new Documented(type.group("name"), type.group("doc")));
                }
            }
        }
        return found;
    }
}
