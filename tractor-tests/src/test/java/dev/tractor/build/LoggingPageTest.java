package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about logging names every logger there is, and no other. */
class LoggingPageTest {
    private static final Pattern LOGGER = Pattern.compile("System\\s*\\.getLogger\\(\\s*([^)]*)\\)");
    private static final Pattern LITERAL = Pattern.compile("\"([\\w.]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(tractor[\\w.]*)` \\|");

    @Test
    void everyLoggerIsOnThePageAndViceVersa() throws Exception {
        var inSources = new TreeSet<String>();
        for (var module : Repository.MODULES) {
            for (Path file :
                    Repository.filesBelow(Repository.ROOT.resolve(module).resolve("src/main"), ".java")) {
                var made = LOGGER.matcher(Files.readString(file));
                while (made.find()) {
                    var name = LITERAL.matcher(made.group(1));
                    assertTrue(
                            name.matches(), () -> file + " makes a logger whose name is no literal: " + made.group());
                    inSources.add(name.group(1));
                }
            }
        }
        var onPage = new TreeSet<String>();
        var row = ROW.matcher(Files.readString(Repository.ROOT.resolve("docs/logging.md")));
        while (row.find()) {
            onPage.add(row.group(1));
        }
        assertEquals(inSources, onPage);
    }
}
