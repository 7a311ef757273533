package dev.tractor.test;

import dev.tractor.spi.Link;
import java.util.Locale;

/** A message on its way through the faults of a run, with what they know of it. */
final class Letter {
    final Link.Parcel parcel;
    private final long number;
    private final boolean copy;

    /** The thread that sends it: the messages of one sender to one receiver keep their order. */
    final Thread sender = Thread.currentThread();

    /** How many later messages of its sender have yet to go before it; of those held back. */
    int overtakers;

    /** @param number how many were sent before it, and 1; payloads have no names that are the same in each run */
    Letter(Link.Parcel parcel, long number) {
        this(parcel, number, false);
    }

    private Letter(Link.Parcel parcel, long number, boolean copy) {
        this.parcel = parcel;
        this.number = number;
        this.copy = copy;
    }

    Letter copy() {
        return new Letter(parcel.repeated(), number, true);
    }

    boolean reply() {
        return parcel.kind() == Link.Parcel.Kind.REPLY;
    }

    /** Whether it may arrive twice. */
    boolean repeatable() {
        return !reply() && parcel.kind() != Link.Parcel.Kind.OPEN;
    }

    @Override
    public String toString() {
        return (copy ? "the copy of " : "") + parcel.kind().name().toLowerCase(Locale.ROOT) + " " + number + " from "
                + parcel.from() + " to " + parcel.to();
    }
}
