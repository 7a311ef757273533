package dev.tractor;

/**
 * Foresees that a strand will leave a wait though nothing it waits for happens: by a deadline, or by a cancellation that is
 * in force or on its way. May be asked by any thread; what it says was so at one moment.
 */
final class Release {
    private Release() {}

    /** Whether that holds of {@code wait}, in which {@code strand} is. */
    static boolean comesFor(Strand strand, Wait wait) {
        for (var s = strand.scope(); s != null; s = s.outer) {
            if (s.shield) {
                return false;
            }
            if (wait.releasedBy(s)) {
                return true;
            }
        }
        return wait.releasedFromAbove() && isOnItsWay(strand);
    }

    /** Whether that holds of a call of {@code strand}; also of one that it is only about to wait in. */
    static boolean comesFor(Strand strand) {
        for (var s = strand.scope(); s != null; s = s.outer) {
            if (s.shield) {
                return false;
            }
            if (s.timed() || s.cause != null) {
                return true;
            }
        }
        return isOnItsWay(strand);
    }

    /** Whether a cancellation that has begun above will reach this strand, though it has not yet. */
    private static boolean isOnItsWay(Strand strand) {
        for (var above = strand.nursery; above != null; above = above.owner().nursery) {
            if (above.cancelling() != null) {
                return true;
            }
            for (var s = above.scope; s != null; s = s.outer) {
                if (s.shield) {
                    return false;
                }
                if (s.cause != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
