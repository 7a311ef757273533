package dev.tractor.test;

import dev.tractor.spi.Listener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened in one run; the last of it, when it was very much. Texts are made when asked for. Thread-safe. */
final class History {
    private static final int KEPT = 20_000;

    private record Entry(
            long nanos,
            long step,
            Listener.Event event,
            Object who,
            @Nullable Object what) {
        Happening told() {
            var detail = what == null ? "" : what.toString();
            return new Happening(
                    Duration.ofNanos(nanos), step, Happening.Kind.valueOf(event.name()), who.toString(), detail);
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    synchronized void add(long nanos, long step, Listener.Event event, Object who, @Nullable Object what) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.add(new Entry(nanos, step, event, who, what));
    }

    synchronized List<Happening> all() {
        return entries.stream().map(Entry::told).toList();
    }

    /** The last that are of interest to a reader, oldest first. */
    synchronized List<Happening> last(int count) {
        var told = entries.stream()
                .filter(entry -> entry.event != Listener.Event.CHECKPOINT && entry.event != Listener.Event.RESUMED)
                .toList();
        return told.stream()
                .skip(Math.max(0, told.size() - count))
                .map(Entry::told)
                .toList();
    }
}
