package dev.tractor.test;

import dev.tractor.test.sim.Dice;

/**
 * When one of the {@link Faults} of a test strikes. In force at once, and strikes every time it can; each method here narrows
 * that, and all that was said must hold. What it is about, say a message or a step, is called a chance.
 */
public final class Rule {
    private final Dice dice;
    private long nth;
    private long times = Long.MAX_VALUE;
    private double probability = 1;
    private boolean lifted;

    private long chances;
    private long struck;

    Rule(Dice dice) {
        this.dice = dice;
    }

    /** Strikes at the next chance alone; with a probability, until it has struck once. @return this */
    public Rule once() {
        return times(1);
    }

    /** Strikes at most so often. @param most how often, at least 1 @return this */
    public Rule times(int most) {
        times = atLeastOne(most, "times");
        return this;
    }

    /** Strikes at one chance alone. @param number which, counted from now; the next one is 1 @return this */
    public Rule nth(int number) {
        nth = chances + atLeastOne(number, "nth");
        return this;
    }

    /** Strikes by chance; the seed of the run decides. @param share of the chances, from 0 to 1 @return this */
    public Rule withProbability(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "withProbability(" + share + ") is no probability; give a number from 0 to 1");
        }
        probability = share;
        return this;
    }

    /** Never strikes again. */
    public void lift() {
        lifted = true;
    }

    /** {@return how often it has struck} */
    public long struck() {
        return struck;
    }

    private static int atLeastOne(int number, String method) {
        if (number < 1) {
            throw new IllegalArgumentException(method + "(" + number + ") would never strike; give 1 or more");
        }
        return number;
    }

    /** Takes one chance. @return whether it strikes */
    boolean strikes() {
        if (lifted || struck >= times) {
            return false;
        }
        chances++;
        if (nth != 0 && chances != nth || probability < 1 && !dice.happens(probability)) {
            return false;
        }
        struck++;
        return true;
    }

    /** A number from 0 to below {@code bound}, from the same source. */
    int below(int bound) {
        return dice.below(bound);
    }
}
