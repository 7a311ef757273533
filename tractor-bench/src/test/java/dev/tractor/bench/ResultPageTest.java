package dev.tractor.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.bench.Measurement.Figure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page, made from stored numbers. */
class ResultPageTest {
    private final List<Measurement> measurements = new ArrayList<>();

    private void measured(String item, Contender contender, Figure figure, double... values) {
        for (int round = 0; round < values.length; round++) {
            measurements.add(new Measurement(item, contender, round + 1, figure, values[round]));
        }
    }

    private List<String> lines() {
        return new ResultPage(Measurement.parse(Measurement.json(measurements)), false)
                .text("How.")
                .lines()
                .toList();
    }

    @Test
    void whatIsWrittenAsJsonIsReadAgain() {
        measured("tell-1-1", Contender.TRACTOR, Figure.TIME, 12.5, 1.0e-7, 3e9);
        measured("idle", Contender.PEKKO, Figure.HEAP, 747);
        assertEquals(measurements, Measurement.parse(Measurement.json(measurements)));
    }

    @Test
    void aGoalIsComparedWithTheBestOfItsRivals() {
        measured("tell-1-1", Contender.TRACTOR, Figure.TIME, 50, 50, 50);
        measured("tell-1-1", Contender.PEKKO, Figure.TIME, 200, 200, 200);
        measured("tell-1-1", Contender.JOX, Figure.TIME, 125, 125, 125);
        assertTrue(
                lines().contains(
                                "| tell, 1 to 1 | 50.0 ns | the best of 4, Jox: 125 ns | 0.40 [0.40 to 0.40] | ≤ 0.50 |"
                                        + " reached |"),
                lines()::toString);
    }

    @Test
    void aLossIsShownAsPlainlyAsAWin() {
        measured("nursery", Contender.TRACTOR, Figure.TIME, 8_000, 8_000);
        measured("nursery", Contender.JDK, Figure.TIME, 2_000, 2_000);
        assertTrue(
                lines().contains(
                                "| open, 2 forks, join, close | 8.00 µs | JDK: 2.00 µs | 4.00 [4.00 to 4.00] | ≤ 1.50 |"
                                        + " **missed** |"),
                lines()::toString);
    }

    @Test
    void aGoalWhoseRivalFailedIsNotLeftOut() {
        measured("skynet", Contender.TRACTOR, Figure.TIME, 1);
        assertTrue(lines().contains("| skynet | | not measured in the same round | | | |"), lines()::toString);
        assertTrue(lines().contains("| skynet | leaf | tractor | time | 1.00 ns [1.00 ns to 1.00 ns] |"));
    }

    @Test
    void onlyRoundsInWhichBothWereMeasuredAreCompared() {
        measured("skynet", Contender.TRACTOR, Figure.TIME, 900, 2, 2);
        measurements.add(new Measurement("skynet", Contender.JDK, 2, Figure.TIME, 1));
        measurements.add(new Measurement("skynet", Contender.JDK, 3, Figure.TIME, 1));
        assertTrue(
                lines().contains("| skynet | 2.00 ns | JDK: 1.00 ns | 2.00 [2.00 to 2.00] | ≤ 1.25 | **missed** |"),
                lines()::toString);
    }

    @Test
    void whatWasNotAskedForIsNoLine() {
        assertFalse(lines().stream().anyMatch(line -> line.startsWith("| skynet ")), lines()::toString);
    }

    @Test
    void theFirstNurseryIsComparedByTheDifference() {
        measured(Catalogue.COLD, Contender.TRACTOR, Figure.TIME, 90e6);
        measured(Catalogue.COLD, Contender.JDK, Figure.TIME, 40e6);
        assertTrue(
                lines().contains("| first nursery in a fresh JVM | 90.0 ms | a bare JVM: 40.0 ms | 50.0 ms more |"
                        + " ≤ 40.0 ms more | **missed** |"),
                lines()::toString);
    }

    @Test
    void theFirstNurseryWithAnAotCacheIsComparedWithABareJvmThatHasOne() {
        measured(Catalogue.COLD_WITH_CACHE, Contender.TRACTOR, Figure.TIME, 80e6);
        measured(Catalogue.COLD_WITH_CACHE, Contender.JDK, Figure.TIME, 60e6);
        measured(Catalogue.COLD, Contender.JDK, Figure.TIME, 10e6);
        assertTrue(
                lines().contains("| first nursery in a fresh JVM with an AOT cache | 80.0 ms |"
                        + " a bare JVM with one of its own: 60.0 ms | 20.0 ms more | ≤ 40.0 ms more | reached |"),
                lines()::toString);
    }

    @Test
    void whatAUserWaitsForAtTheConsoleIsComparedWithWhatIsShortEnough() {
        measured(Catalogue.CONSOLE, Contender.TRACTOR, Figure.PROMPT, 800e6, 900e6, 1700e6);
        measured(Catalogue.CONSOLE, Contender.TRACTOR, Figure.FIRST_EVALUATION, 1600e6);
        measured(Catalogue.CONSOLE, Contender.TRACTOR, Figure.LATER_EVALUATION, 100e6);
        assertTrue(
                lines().contains(
                                "| from a breakpoint to the prompt, in a fresh JVM | 900 ms | | | ≤ 1500 ms | reached |"),
                lines()::toString);
        assertTrue(
                lines().contains("| first evaluation at the prompt | 1600 ms | | | ≤ 1500 ms | **missed** |"),
                lines()::toString);
        assertTrue(lines().contains("| later evaluations | 100 ms | | | ≤ 100 ms | reached |"), lines()::toString);
        assertTrue(
                lines().contains(
                                "| console | wait of a user | tractor | first evaluation | 1600 ms [1600 ms to 1600 ms] |"),
                lines()::toString);
    }

    @Test
    void aConsoleThatNobodyUsesIsComparedWithNone() {
        measured(Catalogue.COLD_WITH_CONSOLE, Contender.TRACTOR, Figure.TIME, 90e6);
        measured(Catalogue.COLD, Contender.TRACTOR, Figure.TIME, 90e6);
        assertTrue(
                lines().contains("| first nursery in a fresh JVM with tractor-debug on its path, against one without |"
                        + " 90.0 ms | first-nursery: 90.0 ms | 1.00 | ≤ 1.02 | reached |"),
                lines()::toString);
    }

    /** An actor grows by 1.5, 2 and 1.5 from the small crowd to the great one, a thread by 1 each time. */
    @Test
    void growthIsAQuotientOfEachSystemWithItself() {
        measured(Catalogue.GROWTH_FROM, Contender.TRACTOR, Figure.TIME, 10_000, 10_000, 20_000);
        measured(Catalogue.GROWTH_TO, Contender.TRACTOR, Figure.TIME, 15_000, 20_000, 30_000);
        measured(Catalogue.GROWTH_FROM, Contender.JDK, Figure.TIME, 5_000, 6_000, 7_000);
        measured(Catalogue.GROWTH_TO, Contender.JDK, Figure.TIME, 5_000, 6_000, 7_000);
        var line = lines().stream()
                .filter(each -> each.startsWith("| time of a life, growth from 1000 to 1000000 actors at a time, "))
                .findFirst()
                .orElseThrow();
        assertTrue(line.contains("`-Xms1g -Xmx6g -XX:+UseG1GC`"), line);
        assertTrue(line.contains(" | × 1.50 | raw virtual threads: × 1.00 | 1.50 ["), line);
        assertTrue(line.endsWith(" | ≤ 1.00 | **missed** |"), line);
    }

    @Test
    void growthIsReckonedInTheRoundsThatHaveAllFour() {
        measured(Catalogue.GROWTH_FROM, Contender.TRACTOR, Figure.TIME, 10_000, 1);
        measured(Catalogue.GROWTH_TO, Contender.TRACTOR, Figure.TIME, 11_000);
        measured(Catalogue.GROWTH_FROM, Contender.JDK, Figure.TIME, 5_000, 1);
        measured(Catalogue.GROWTH_TO, Contender.JDK, Figure.TIME, 6_000);
        assertTrue(
                lines().stream().anyMatch(line -> line.contains(" × 1.10 | raw virtual threads: × 1.20 | 0.92 | ")),
                lines()::toString);
    }

    @Test
    void theProgramsOfTheSuiteAreToldWithTheirSizes() {
        measured("savina-big", Contender.TRACTOR, Figure.TIME, 300);
        measured("savina-big", Contender.PEKKO, Figure.TIME, 400);
        assertTrue(
                lines().contains("| Savina: big | 300 ns | Pekko: 400 ns | 0.75 | ≤ 1.00 | reached |"),
                lines()::toString);
        assertTrue(
                lines().contains(
                                "| savina-big | 120 actors send 200 pings each to others chosen at random, one after the"
                                        + " other, and answer those of others. | ping |"),
                lines()::toString);
        assertFalse(lines().stream().anyMatch(line -> line.startsWith("| savina-sieve ")), lines()::toString);
    }

    @Test
    void whatTakesSecondsIsInEveryOtherRound() {
        var rounds = List.of(1, 2, 3, 4, 5);
        assertEquals(
                List.of(1, 3, 5),
                rounds.stream().filter(Catalogue.Way.HEAP::takesPartIn).toList());
        assertEquals(
                rounds,
                rounds.stream().filter(Catalogue.Way.STEADY::takesPartIn).toList());
    }

    @Test
    void everyGoalNamesItemsOfTheCatalogueAndThoseWhoAreMeasuredThere() {
        for (var goal : Goal.GOALS) {
            assertTrue(Catalogue.item(goal.item()).contenders().contains(Contender.TRACTOR), goal::toString);
            for (var rival : goal.against()) {
                assertTrue(Catalogue.item(rival.item()).contenders().contains(rival.contender()), rival::toString);
            }
        }
    }
}
