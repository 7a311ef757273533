package dev.tractor.stopping;

/** Is loaded late. */
final class Scales {
    private final int zero = 1;

    int weigh(int pounds) {
        int grams = pounds * 454;
        return grams + zero;
    }
}
