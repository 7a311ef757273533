package dev.tractor.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertEquals(2.5, Ratio.median(List.of(4.0, 1.0, 3.0, 2.0)));
        assertEquals(3.0, Ratio.median(List.of(100.0, 1.0, 3.0)));
    }

    @Test
    void equalRatiosInAllRoundsLeaveNoDoubt() {
        var ratio = Ratio.of(List.of(10.0, 20.0, 40.0), List.of(20.0, 40.0, 80.0));
        assertEquals(0.5, ratio.median(), 1e-9);
        assertEquals(0.5, ratio.low(), 1e-9);
        assertEquals(0.5, ratio.high(), 1e-9);
    }

    /** The ratios are 1, 2 and 4: their logarithms have the mean ln 2 and the deviation ln 2; Student's factor is 4.303. */
    @Test
    void theIntervalIsStudentsOfTheLogarithms() {
        var ratio = Ratio.of(List.of(1.0, 2.0, 4.0), List.of(1.0, 1.0, 1.0));
        double error = 4.303 * Math.log(2) / Math.sqrt(3);
        assertEquals(2.0, ratio.median(), 1e-9);
        assertEquals(Math.exp(Math.log(2) - error), ratio.low(), 1e-9);
        assertEquals(Math.exp(Math.log(2) + error), ratio.high(), 1e-9);
    }

    @Test
    void aGoalThatOnlyTheIntervalIncludesIsOpen() {
        var ratio = new Ratio(1.2, 1.1, 1.3);
        assertEquals(Ratio.Verdict.REACHED, ratio.verdict(1.2));
        assertEquals(Ratio.Verdict.OPEN, ratio.verdict(1.15));
        assertEquals(Ratio.Verdict.OPEN, ratio.verdict(1.1));
        assertEquals(Ratio.Verdict.MISSED, ratio.verdict(1.05));
    }

    @Test
    void oneRoundTellsNothingAboutTheSpread() {
        var ratio = Ratio.of(List.of(3.0), List.of(2.0));
        assertEquals(1.5, ratio.median());
        assertEquals(0, ratio.low());
        assertTrue(Double.isInfinite(ratio.high()));
        assertEquals(Ratio.Verdict.MISSED, ratio.verdict(1.4));
        assertEquals(Ratio.Verdict.REACHED, ratio.verdict(1.5));
    }

    @Test
    void differentRoundsAreRefused() {
        var failure = assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(1.0, 2.0), List.of(1.0)));
        assertTrue(failure.getMessage().contains("in the same rounds"), failure::getMessage);
    }
}
