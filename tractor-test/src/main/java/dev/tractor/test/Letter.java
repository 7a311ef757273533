package dev.tractor.test;

import dev.tractor.spi.Link;
import java.util.Locale;

/** A message on its way through the faults of a run, with what they know of it. */
final class Letter {
    final Link.Parcel parcel;
    private final String name;

    /** The thread that sends it: the messages of one sender to one receiver keep their order. */
    final Thread sender = Thread.currentThread();

    /** How many later messages of its sender have yet to go before it; of those held back. */
    int overtakers;

    private Letter(Link.Parcel parcel, String name) {
        this.parcel = parcel;
        this.name = name;
    }

    /** @param number how many were sent before it, and 1; payloads have no names that are the same in each run */
    static Letter of(Link.Parcel parcel, long number) {
        return new Letter(parcel, parcel.kind().name().toLowerCase(Locale.ROOT) + " " + number);
    }

    Letter copy() {
        return new Letter(parcel.repeated(), "the copy of " + name);
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
        return name + " from " + parcel.from() + " to " + parcel.to();
    }
}
