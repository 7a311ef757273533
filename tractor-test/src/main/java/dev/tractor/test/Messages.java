package dev.tractor.test;

import dev.tractor.spi.Link;
import dev.tractor.spi.Link.Parcel.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Says which messages a {@linkplain Faults fault} is for: of what kind, from whom, to whom. Made to be imported statically:
 * {@code asks().from("/till").to("/desk")}.
 *
 * <p>A path is that of one actor, {@code "/desk"}; with two stars it is that actor and all below it, {@code "/desk/**"}. The
 * code of the root, such as the test method, sends from {@code "/"}. The tasks of an actor send from the actor's path. A
 * reply goes from the actor that was asked to the one that asks.
 */
public final class Messages {
    private final Set<Kind> kinds;
    private final PathPattern from;
    private final PathPattern to;

    private Messages(Set<Kind> kinds, PathPattern from, PathPattern to) {
        this.kinds = kinds;
        this.from = from;
        this.to = to;
    }

    /** {@return all that is sent: asks, tells, replies, and what opens contexts} */
    public static Messages messages() {
        return of(EnumSet.allOf(Kind.class));
    }

    /** {@return what {@link dev.tractor.Portal#ask} and {@link dev.tractor.Portal#run} send} */
    public static Messages asks() {
        return of(EnumSet.of(Kind.ASK));
    }

    /** {@return what {@link dev.tractor.Portal#tell} sends} */
    public static Messages tells() {
        return of(EnumSet.of(Kind.TELL));
    }

    /** {@return the answers to asks, values and errors alike} */
    public static Messages replies() {
        return of(EnumSet.of(Kind.REPLY));
    }

    /** {@return what {@link dev.tractor.Portal#open} sends; not what the two sides of a context say to each other then} */
    public static Messages opens() {
        return of(EnumSet.of(Kind.OPEN));
    }

    private static Messages of(Set<Kind> kinds) {
        return new Messages(kinds, PathPattern.ANY, PathPattern.ANY);
    }

    /** {@return those of them that come from there} @param path of an actor; see above */
    public Messages from(String path) {
        return new Messages(kinds, new PathPattern(path), to);
    }

    /** {@return those of them that go there} @param path of an actor; see above */
    public Messages to(String path) {
        return new Messages(kinds, from, new PathPattern(path));
    }

    boolean match(Link.Parcel parcel) {
        return kinds.contains(parcel.kind()) && from.matches(parcel.from()) && to.matches(parcel.to());
    }

    boolean onlyReplies() {
        return kinds.equals(EnumSet.of(Kind.REPLY));
    }

    /** Names them. */
    @Override
    public String toString() {
        var what = kinds.size() > 1
                ? "messages"
                : switch (kinds.iterator().next()) {
                    case ASK -> "asks";
                    case TELL -> "tells";
                    case REPLY -> "replies";
                    case OPEN -> "opens";
                };
        return what
                + (from.equals(PathPattern.ANY) ? "" : " from " + from)
                + (to.equals(PathPattern.ANY) ? "" : " to " + to);
    }
}
