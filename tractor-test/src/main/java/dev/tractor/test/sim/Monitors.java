package dev.tractor.test.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one machine that are at a monitor, and who keeps them there.
 *
 * <p>A monitor may be held by a thread that is no part of the simulation: a printer's, a logger's. How long it holds it is
 * nothing that a seed decides, so it must make no difference to the run: the machine stands still until the monitor is free,
 * and goes on as if it had been free all the time. To tell that case from the other, where only a thread of the machine can
 * free the monitor and standing still would be for ever, all its threads are looked at. It is the holder alone who can free
 * a monitor, so who was found to be kept by a thread of the machine is looked at again only when that one has run.
 *
 * <p>All but the machine's running thread are at rest when anything here is called. Driver only.
 */
final class Monitors {
    private final Collection<Fiber> all;
    private final List<Fiber> here = new ArrayList<>();

    /** What is known of one thread. */
    static final class Place {
        /** Whether it is at a monitor: waits to enter one, or in {@link Object#wait()}, or is on its way from there. */
        private boolean here;

        /** The one that it waits to enter or, until its next step, has waited to enter. */
        private @Nullable Object monitor;

        /** The thread of the machine that keeps it there. */
        private @Nullable Fiber keeper;

        /** It is kept by a thread outside, and that has taken too long. */
        private boolean givenUp;
    }

    /** @param all the threads of the machine, in any order */
    Monitors(Collection<Fiber> all) {
        this.all = all;
    }

    /** It has come to rest. */
    void rests(Fiber fiber) {
        var place = fiber.place;
        place.monitor = null;
        place.keeper = null;
        place.givenUp = false;
        if (!place.here && isHere(fiber.thread)) {
            place.here = true;
            here.add(fiber);
        }
    }

    boolean none() {
        return here.isEmpty();
    }

    /**
     * Whether all monitors that became free in the last step have been handed over, and who got one has been submitted to
     * the machine.
     */
    boolean handedOver() {
        here.removeIf(fiber -> !(fiber.place.here = !fiber.ready && isHere(fiber.thread)));
        boolean some = false;
        for (var fiber : here) {
            if (VirtualThreads.unblocked(fiber.thread)) {
                return false; // and will be submitted
            }
            some |= VirtualThreads.blocked(fiber.thread);
        }
        // one that is chosen is on the list until the JDK's thread takes it off, and then that thread is busy for a
        // while
        return !some || nobodyChosen() && VirtualThreads.unblockerRests();
    }

    private static boolean isHere(Thread thread) {
        return VirtualThreads.atMonitor(thread) || VirtualThreads.unblocked(thread);
    }

    private boolean nobodyChosen() {
        for (var fiber : here) {
            if (VirtualThreads.chosen(fiber.thread)) {
                return false;
            }
        }
        return true;
    }

    /** Those that a thread outside may keep from now on, after this one has run. */
    List<Fiber> perhapsLeftBy(Fiber ran) {
        var perhaps = new ArrayList<Fiber>();
        for (var fiber : here) {
            if (fiber.place.keeper == null || fiber.place.keeper == ran) {
                perhaps.add(fiber);
            }
        }
        return perhaps;
    }

    /** Whether a thread outside keeps the running thread from entering a monitor, or did until a moment ago. */
    boolean metOutsider(Fiber fiber) {
        return keptOutside(fiber, false);
    }

    /** Whether a thread outside keeps one that has come to rest before from entering a monitor, or did until a moment ago. */
    boolean keptOutside(Fiber fiber) {
        return keptOutside(fiber, true);
    }

    /** @param heirs whether the monitor may be free, because somebody who is to enter it has not run yet */
    private boolean keptOutside(Fiber fiber, boolean heirs) {
        // in this order: it may be unblocked at any moment, and is not blocked again before it has run
        return VirtualThreads.blocked(fiber.thread) && !keptInside(fiber, heirs)
                || VirtualThreads.unblocked(fiber.thread);
    }

    private boolean keptInside(Fiber fiber, boolean heirs) {
        var place = fiber.place;
        if (place.monitor == null) {
            place.monitor = VirtualThreads.monitor(fiber.thread);
        }
        if (place.monitor == null || place.givenUp) {
            return VirtualThreads.blocked(fiber.thread); // there is no telling by whom
        }
        place.keeper = keeper(place.monitor, place.keeper, heirs);
        return place.keeper != null;
    }

    private @Nullable Fiber keeper(Object monitor, @Nullable Fiber likely, boolean heirs) {
        if (likely != null && keeps(likely, monitor, heirs)) {
            return likely;
        }
        for (var fiber : all) {
            if (fiber != likely && keeps(fiber, monitor, heirs)) {
                return fiber;
            }
        }
        return null;
    }

    private static boolean keeps(Fiber fiber, Object monitor, boolean heirs) {
        if (VirtualThreads.unblocked(fiber.thread)) {
            boolean heir = fiber.place.monitor == monitor || VirtualThreads.monitor(fiber.thread) == monitor;
            return heir ? heirs : VirtualThreads.holds(fiber.thread, monitor);
        }
        return VirtualThreads.holds(fiber.thread, monitor);
    }

    /** Does not wait for its monitor again. @return the monitor, for a report */
    String giveUp(Fiber fiber) {
        var place = fiber.place;
        place.givenUp = true;
        return "a monitor"
                + (place.monitor == null
                        ? ""
                        : " of type " + place.monitor.getClass().getName());
    }
}
