package dev.tractor.test.sim;

/** A seeded source of numbers (SplitMix64) that gives the same ones on every JDK. Not thread-safe. */
public final class Dice {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private long state;

    /** @param seed decides everything */
    public Dice(long seed) {
        this.state = seed;
    }

    /** {@return the next number} */
    public long next() {
        state += GOLDEN;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** {@return a number from 0 to below {@code bound}} @param bound above 0 */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** {@return true with this probability} @param probability from 0 to 1 */
    public boolean happens(double probability) {
        return (next() >>> 11) * 0x1.0p-53 < probability;
    }

    /**
     * {@return a seed for another purpose}
     *
     * @param seed where it comes from
     * @param purpose any number
     */
    public static long derive(long seed, long purpose) {
        return new Dice(seed ^ (purpose * 0xd1342543de82ef95L + GOLDEN)).next();
    }

    /** {@return {@code count} numbers from 0 to below {@code bound}} @param count how many @param bound above 0 */
    long[] longs(int count, int bound) {
        var numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = below(bound);
        }
        return numbers;
    }
}
