package dev.tractor;

/**
 * What a strand looks for before it begins to wait in a {@link Channel}: nobody counts as waiting meanwhile, so the other
 * side goes on passing. It looks seldom, because each look takes the counters away from the processor of the other side; so
 * that one gets on, and there are several messages, or room for several, when they are seen.
 */
final class RingLook extends Wait {
    private static final int SELDOM = 16;

    private final Ring<?> ring;
    private final int room;
    private int asked;

    /** @param room for how many messages; 0 to look for one that is there */
    RingLook(Ring<?> ring, int room) {
        this.ring = ring;
        this.room = room;
    }

    @Override
    boolean done() {
        return ++asked % SELDOM == 0 && (room == 0 ? ring.hasMessage() : ring.hasRoom(room));
    }

    @Override
    public String toString() {
        return "a moment";
    }
}
