package dev.tractor;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reports nurseries whose owner waits for long: who is waited for, and what each of them waits for. A plain join may last
 * for ever by design and is told at level INFO; a nursery that is cancelled or being left should end soon, so that is a
 * WARNING. Told again when the wait has lasted twice as long.
 *
 * <p>A nursery costs nothing but the time of day: its wait knows when it is due and asks for a look of the whole tree at
 * that time, which a look asked for earlier by somebody else has made unnecessary, as a rule. Rejected: a timer a wait,
 * which costs as much as a fork; a list of waits, for which all owners would queue up.
 */
final class LongWaits implements Runnable {
    private static final int NURSERIES = 10;
    private static final int CHILDREN = 10;

    /**
     * How long waits may last before they are reported; {@link Look#NEVER} for ever.
     *
     * @param join of a plain join
     * @param end of a nursery that is cancelled or being left
     */
    record Limits(long join, long end) {
        /** What the system properties say. */
        static final Limits STANDARD =
                new Limits(property("tractor.report.join", 600), property("tractor.report.end", 60));

        private static long property(String name, long standard) {
            var seconds = System.getProperty(name);
            try {
                return nanos(Duration.ofSeconds(seconds == null ? standard : Long.parseLong(seconds.strip())));
            } catch (IllegalArgumentException e) {
                Log.warn(
                        "-D" + name + "=" + seconds + " is not understood: it is a number of seconds, 0 for never; "
                                + standard + " is taken",
                        null);
                return TimeUnit.SECONDS.toNanos(standard);
            }
        }

        /** @throws IllegalArgumentException when it is negative */
        static long nanos(Duration limit) {
            if (limit.isNegative()) {
                throw new IllegalArgumentException(
                        "a wait cannot be reported after " + limit + "; give a positive time, or zero for never");
            }
            return limit.isZero() ? Look.NEVER : Deadlines.nanos(limit);
        }
    }

    private final Root root;
    private final Look look;

    LongWaits(Root root) {
        this.root = root;
        this.look = new Look(root.deadlines, root.threads, this);
    }

    /** A wait that can be seen by now is to be reported at this time of the tree. */
    void expect(long time) {
        look.expect(time);
    }

    /** A nursery was cancelled: if its owner waits for it already, it waits for its end from now on. */
    void cancelled(Nursery nursery, Cancellation why) {
        Log.debug(() -> nursery + " is cancelled: " + why);
        if (nursery.owner().waiting() instanceof AwaitingChildren wait && wait.nursery == nursery) {
            wait.cancelledAt(root.deadlines.treeTime());
            look.expect(wait.dueAt());
        }
    }

    /** The look. */
    @Override
    public void run() {
        long now = root.deadlines.treeTime();
        var due = new ArrayList<AwaitingChildren>();
        var next = new long[] {Look.NEVER};
        TreeWalk.eachNursery(root.nurseries(), nursery -> {
            if (nursery.owner().waiting() instanceof AwaitingChildren wait && wait.nursery == nursery) {
                long at = wait.dueAt();
                if (at <= now) {
                    due.add(wait);
                } else {
                    next[0] = Math.min(next[0], at);
                }
            }
        });
        for (boolean cancelled : new boolean[] {true, false}) {
            var waits =
                    due.stream().filter(wait -> wait.ofCancelled() == cancelled).toList();
            report(waits, cancelled, now);
            for (var wait : waits) {
                wait.reported(cancelled);
                next[0] = Math.min(next[0], wait.dueAt());
            }
        }
        look.expect(next[0]);
    }

    private static void report(List<AwaitingChildren> waits, boolean cancelled, long now) {
        Consumer<Supplier<String>> log = cancelled ? Log::warn : Log::info;
        waits.stream().limit(NURSERIES).forEach(wait -> log.accept(() -> text(wait, now)));
        if (waits.size() > NURSERIES) {
            log.accept(() -> waits.size() - NURSERIES + " other nurseries have been waited for too long"
                    + (cancelled ? ", and are cancelled" : ""));
        }
    }

    private static String text(AwaitingChildren wait, long now) {
        var nursery = wait.nursery;
        var why = nursery.cancelling();
        var children = nursery.children();
        var who = children.stream()
                .limit(CHILDREN)
                .map(child -> {
                    var doing = Snapshots.doing(child.strand);
                    var where = child instanceof ActorCell<?> actor ? actor.home.where() : "";
                    return child + " " + (where.isEmpty() ? "" : where + " ") + (doing.isEmpty() ? "runs" : doing);
                })
                .collect(Collectors.joining("; "));
        var others = children.size() - CHILDREN;
        return (wait.ofCancelled() ? nursery + " was cancelled: " + why + ". " : "")
                + nursery.owner() + " has waited for " + Names.text(rounded(wait.lasted(now))) + " for " + wait
                + (who.isEmpty() ? "" : ": " + who) + (others > 0 ? "; and " + others + " more" : "");
    }

    private static Duration rounded(long nanos) {
        var exact = Duration.ofNanos(nanos);
        return exact.truncatedTo(exact.toSeconds() < 10 ? ChronoUnit.MILLIS : ChronoUnit.SECONDS);
    }

    void close() {
        look.close();
    }
}
