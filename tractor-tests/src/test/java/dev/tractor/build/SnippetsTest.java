package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every example that a user can read, in the Javadoc and on the pages, compiles. An example is statements, members, or
 * members and then statements with a blank line between; what it takes for granted stands in {@code snippets/Given.java}.
 */
@Tag("slow")
class SnippetsTest {
    private static final Pattern IN_JAVADOC = Pattern.compile("\\{@snippet :\\n");
    private static final Pattern ON_PAGE = Pattern.compile("(?ms)^```java\\n(?<code>.*?)^```$");

    private static final String IMPORTS = """
            import static dev.tractor.test.Messages.*;
            import static org.junit.jupiter.api.Assertions.*;

            import dev.tractor.*;
            import dev.tractor.test.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.Callable;
            import java.util.concurrent.TimeoutException;
            """;

    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
    private static final String GIVEN = given();

    /** One example, and where it stands. */
    private record Snippet(String place, String code) {}

    @TestFactory
    Stream<DynamicTest> everyExampleCompiles() throws IOException {
        return snippets().stream()
                .map(snippet -> DynamicTest.dynamicTest(
                        snippet.place, () -> assertEquals(List.of(), errors(snippet), snippet.code)));
    }

    @Test
    void theExamplesAreFound() throws IOException {
        var places = snippets().stream().map(Snippet::place).toList();
        for (var start : List.of("README.md:", "testing.md:", "Nursery.java:", "Portal.java:", "Probe.java:")) {
            assertTrue(
                    places.stream().anyMatch(place -> place.startsWith(start)), () -> start + " is not in " + places);
        }
    }

    @Test
    void anExampleThatDoesNotCompileIsTold() {
        var errors = errors(new Snippet("here", "Portal<Counter> c = n.start(\"c\", Worker::new);\n"));
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.getFirst().contains("Counter"), errors::toString);
    }

    private static List<Snippet> snippets() throws IOException {
        var found = new ArrayList<Snippet>();
        for (var module : Repository.MODULES) {
            for (var file :
                    Repository.filesBelow(Repository.ROOT.resolve(module).resolve("src/main"), ".java")) {
                collect(IN_JAVADOC, file, found);
            }
        }
        collect(ON_PAGE, Repository.ROOT.resolve("README.md"), found);
        for (var page : Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md")) {
            collect(ON_PAGE, page, found);
        }
        return found;
    }

    private static void collect(Pattern pattern, Path file, List<Snippet> found) throws IOException {
        var text = Files.readString(file);
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            var line = text.substring(0, matcher.start()).lines().count() + 1;
            var code = pattern == ON_PAGE
                    ? matcher.group("code")
                    : untilClosed(text.substring(matcher.end())).replaceAll("(?m)^ *\\* ?", "");
            found.add(new Snippet(file.getFileName() + ":" + line, code));
        }
    }

    /** A snippet in Javadoc ends with the brace that closes the tag's own; Javadoc counts them just so. */
    private static String untilClosed(String text) {
        int open = 1;
        int at = 0;
        while (open > 0) {
            char c = text.charAt(at++);
            open += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return text.substring(0, at - 1);
    }

    /** {@return the errors of the reading that has the fewest} */
    private static List<String> errors(Snippet snippet) {
        var least = compile("", snippet.code);
        var paragraphs = List.of(snippet.code.split("(?m)^\\s*\\n"));
        for (int members = paragraphs.size(); members > 0 && !least.isEmpty(); members--) {
            var errors = compile(
                    String.join("\n", paragraphs.subList(0, members)),
                    String.join("\n", paragraphs.subList(members, paragraphs.size())));
            least = errors.size() < least.size() ? errors : least;
        }
        return least;
    }

    private static List<String> compile(String members, String statements) {
        var source = "package snippets;\n" + IMPORTS + "abstract class Snippet extends Given {\n" + members
                + "\nvoid run() throws Exception {\n" + statements + "\n}\n}\n";
        var problems = new DiagnosticCollector<JavaFileObject>();
        var output = new StringWriter();
        JAVAC.getTask(
                        output,
                        null,
                        problems,
                        List.of("-proc:none", "-XDshould-stop.ifNoError=FLOW", "-implicit:none"),
                        null,
                        List.of(new Source("Snippet", source), new Source("Given", GIVEN)))
                .call();
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> problem.getMessage(null) + " in: "
                        + source.lines()
                                .skip(Math.max(0, problem.getLineNumber() - 1))
                                .findFirst()
                                .orElse(""))
                .toList();
    }

    private static String given() {
        try (var file = SnippetsTest.class.getResourceAsStream("/snippets/Given.java")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source file in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///snippets/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
