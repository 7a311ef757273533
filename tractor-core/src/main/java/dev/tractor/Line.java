package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * Waits in the order in which they began. One that is given up is taken out at once, wherever it stands: a cancellation may
 * end a hundred thousand of them together. Guarded by whoever has it.
 *
 * @param <W> the waits
 */
final class Line<W extends Line.Place> {

    /** A wait that stands in a line, or has stood in one. */
    abstract static class Place extends Wait {
        private @Nullable Place before;
        private @Nullable Place behind;
        private boolean inLine;
    }

    private @Nullable Place first;
    private @Nullable Place last;

    boolean isEmpty() {
        return first == null;
    }

    /** Puts one that has never been in a line at the end. */
    void add(W added) {
        Place place = added;
        place.before = last;
        place.inLine = true;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
    }

    /** Takes the first out; null when there is none. */
    @Nullable
    @SuppressWarnings("unchecked") // nothing else is put in
    W poll() {
        var place = (W) first;
        if (place != null) {
            remove(place);
        }
        return place;
    }

    /** Takes it out. @return whether it was still in */
    boolean remove(W gone) {
        Place place = gone;
        if (!place.inLine) {
            return false;
        }
        if (place.before == null) {
            first = place.behind;
        } else {
            place.before.behind = place.behind;
        }
        if (place.behind == null) {
            last = place.before;
        } else {
            place.behind.before = place.before;
        }
        place.before = null;
        place.behind = null;
        place.inLine = false;
        return true;
    }
}
