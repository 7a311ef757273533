package dev.tractor.test;

import dev.tractor.test.sim.Machine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a run that do not get there at once.
 *
 * <p>Asks and tells of one sender to one receiver are a lane. What is delayed in a lane delays what comes behind it, as on a
 * slow line, so that its order holds; only what is held back is overtaken. Replies answer different tasks, so they have no
 * order to keep.
 *
 * <p>Timers tell when a message is due, on the machine's driver, which must not wait for the lock of a mailbox that a paused
 * thread may hold. So a courier, a simulated thread, takes it there. It lives as long as something is due.
 *
 * <p>Used by one thread at a time: the driver, or the one it runs.
 */
final class Transit {

    /** One sender's messages to one receiver. */
    private record Route(Thread sender, String to, boolean replies) {
        static Route of(Letter letter) {
            return new Route(letter.sender, letter.parcel.to(), letter.reply());
        }
    }

    /** What is under way on a route. Forgotten when nothing is. */
    private static final class Lane {
        int delayed;
        long lastDueNanos;
        final List<Letter> heldBack = new ArrayList<>();
    }

    private final Machine machine;
    private final Consumer<Letter> arrival;

    /** Never iterated over. */
    private final Map<Route, Lane> lanes = new HashMap<>();

    /** All that have been sent and are not there yet, in the order in which they were sent. */
    private final Set<Letter> underWay = new LinkedHashSet<>();

    private final Deque<Letter> due = new ArrayDeque<>();
    private boolean courierRuns;

    /** @param arrival puts a message into the mailbox; on a simulated thread */
    Transit(Machine machine, Consumer<Letter> arrival) {
        this.machine = machine;
        this.arrival = arrival;
    }

    /** Sends it the ordinary way, but in order. On the sender's thread. */
    void pass(Letter letter) throws InterruptedException {
        var lane = lanes.isEmpty() ? null : lanes.get(Route.of(letter));
        if (lane == null) {
            letter.parcel.deliver();
            return;
        }
        if (lane.delayed > 0) {
            delay(letter, 0);
        } else {
            letter.parcel.deliver();
        }
        for (var held : List.copyOf(lane.heldBack)) {
            held.overtakers--;
            if (held.overtakers == 0) {
                release(held);
            }
        }
    }

    /** Has it arrive later. */
    void delay(Letter letter, long nanos) {
        long now = machine.nanoTime();
        long dueNanos = now + nanos;
        if (!letter.reply()) {
            var lane = lane(letter);
            dueNanos = Math.max(dueNanos, lane.lastDueNanos);
            lane.lastDueNanos = dueNanos;
            lane.delayed++;
        }
        underWay.add(letter);
        if (dueNanos > now) {
            machine.at(dueNanos - now, () -> hand(letter));
        } else {
            hand(letter);
        }
    }

    /** Has it wait until so many later ones have gone before it, or nothing else can run. */
    void holdBack(Letter letter, int overtakers) {
        letter.overtakers = overtakers;
        lane(letter).heldBack.add(letter);
        underWay.add(letter);
        machine.at(0, () -> release(letter));
    }

    /** Whether something of its sender to its receiver is held back. */
    boolean holdsBackBefore(Letter letter) {
        var lane = lanes.get(Route.of(letter));
        return lane != null && !lane.heldBack.isEmpty();
    }

    /** Drops everything. @return what has not got there */
    List<Letter> end() {
        var lost = List.copyOf(underWay);
        underWay.clear();
        lanes.clear();
        due.clear();
        return lost;
    }

    private Lane lane(Letter letter) {
        return lanes.computeIfAbsent(Route.of(letter), _ -> new Lane());
    }

    private void release(Letter letter) {
        var lane = lanes.get(Route.of(letter));
        if (lane != null && lane.heldBack.remove(letter)) {
            delay(letter, 0);
            forgetIfEmpty(letter, lane);
        }
    }

    private void forgetIfEmpty(Letter letter, @Nullable Lane lane) {
        if (lane != null && lane.delayed == 0 && lane.heldBack.isEmpty()) {
            lanes.remove(Route.of(letter));
        }
    }

    // The courier.

    private void hand(Letter letter) {
        if (!underWay.contains(letter)) {
            return; // the test has ended
        }
        due.add(letter);
        if (!courierRuns) {
            courierRuns = true;
            var courier = machine.threads().newThread(this::carry);
            courier.setName("courier of delayed messages");
            courier.start();
        }
    }

    private void carry() {
        for (var letter = due.poll(); letter != null; letter = due.poll()) {
            arrival.accept(letter);
            underWay.remove(letter);
            var lane = lanes.get(Route.of(letter));
            if (lane != null && !letter.reply()) {
                lane.delayed--;
            }
            forgetIfEmpty(letter, lane);
        }
        courierRuns = false;
    }
}
