package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of scenarios: complete, without contradictions, and up to date. */
class ParityTest {
    /** With the value {@code write} the page is written instead of compared. */
    private static final String PROPERTY = "tractor.parity";

    private static final Path PAGE = Repository.ROOT.resolve("docs/parity.md");

    @Test
    void everyScenarioIsProvedOrAccountedFor() throws Exception {
        var problems = new Parity(Scenarios.read(), Parity.tests()).problems();
        assertEquals("", String.join("\n", problems));
    }

    @Test
    void thePageIsUpToDate() throws Exception {
        var page = new Parity(Scenarios.read(), Parity.tests()).page();
        if ("write".equals(System.getProperty(PROPERTY))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, read(), "docs/parity.md is out of date; bin/parity writes it");
    }

    private static String read() throws IOException {
        return Files.exists(PAGE) ? Files.readString(PAGE) : "";
    }

    // What these two would find.

    private static Parity parity(Map<String, List<String>> tests, String... lines) {
        return new Parity(Scenarios.parse(List.of(lines)), tests);
    }

    private static void assertProblem(String start, Parity parity) {
        var problems = parity.problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().startsWith(start), problems.getFirst());
    }

    @Test
    void aScenarioWithNeitherTestNorReasonIsAProblem() {
        assertProblem("N01 has neither a test nor a reason", parity(Map.of(), "== A", "N01 test_it | It happens."));
    }

    @Test
    void aScenarioWithBothIsAProblem() {
        assertProblem(
                "N01 has a test, ATest.a, and a reason to have none, \"one JVM\"",
                parity(Map.of("N01", List.of("ATest.a")), "== A", "N01 test_it | It happens. | no: one JVM"));
    }

    @Test
    void anIdThatIsNotListedIsAProblem() {
        assertProblem(
                "N02, named by ATest.a and BTest.b, is not in scenarios.txt",
                parity(
                        Map.of("N02", List.of("ATest.a", "BTest.b")),
                        "== A",
                        "N01 test_it | It happens. | no: one JVM"));
    }

    @Test
    void aScenarioThatIsListedTwiceIsAProblem() {
        assertProblem("N01 is listed twice", parity(Map.of(), "== A", "no: one JVM", "N01 a | It.", "N01 b | It."));
    }

    @Test
    void onlyTheConsolesScenariosArePending() {
        assertEquals(
                List.of(),
                parity(Map.of(), "== A", "D18 a | It. | pending: stepping").problems());
        assertProblem("N01 may not wait for \"stepping\"", parity(Map.of(), "== A", "N01 a | It. | pending: stepping"));
    }

    @Test
    void onlyScenariosOfAPartThatIsBeingBuiltWaitForIt() {
        assertProblem(
                "N01 may not wait for \"contexts\"", parity(Map.of(), "== A", "N01 a | It. | building: contexts"));
        assertProblem("C01 may not wait for \"castles\"", parity(Map.of(), "== A", "C01 a | It. | building: castles"));
    }

    @Test
    void aLineThatCannotBeReadIsRefused() {
        for (var line :
                List.of("N01", "N01 a | It. | never: so", "N01 a | It. | no:", "N01 a b | It.", "n01 a | It.")) {
            assertThrows(IllegalArgumentException.class, () -> parity(Map.of(), "== A", line), line);
        }
        assertThrows(IllegalArgumentException.class, () -> parity(Map.of(), "N01 a | It."));
    }

    @Test
    void thePageShowsTestsReasonsAndNumbers() {
        var page = parity(
                        Map.of("N01", List.of("ATest.a", "ATest.b")),
                        "== Nurseries",
                        "N01 test_it | It happens.",
                        "I2 | It stays. | no: one JVM",
                        "== Others",
                        "pending: stepping",
                        "D18 test_step | It steps.")
                .page();
        assertTrue(page.contains("""
                | proved by tests | 1 |
                | without meaning here | 1 |
                | pending: the console is not complete | 1 |
                | under construction | 0 |
                | all | 3 |

                ## Nurseries

                | id | what happens | model | proved by |
                | --- | --- | --- | --- |
                | N01 | It happens. | `test_it` | `ATest.a`<br>`ATest.b` |
                | I2 | It stays. |  | no meaning: one JVM |

                ## Others

                | id | what happens | model | proved by |
                | --- | --- | --- | --- |
                | D18 | It steps. | `test_step` | *pending*: stepping |
                """), page);
    }
}
