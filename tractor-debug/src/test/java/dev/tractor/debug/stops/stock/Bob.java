package dev.tractor.debug.stops.stock;

/** Another class of a name that is there twice. */
final class Bob {
    private Bob() {}

    static int stock() {
        return 3;
    }
}
