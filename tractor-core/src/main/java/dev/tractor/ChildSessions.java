package dev.tractor;

import dev.tractor.spi.Console;
import dev.tractor.spi.SessionLink;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests for the terminal that come from one child JVM: each is made here in the name of the actor that stands for the
 * child, and ends when the child says so, or when the link is gone.
 *
 * <p>While one lives the child is not killed, and its time to end begins anew when the last has ended; see {@link ProcessLink}.
 */
final class ChildSessions {
    private final ActorCell<?> actor;
    private final Consumer<Frame> link;
    private final TtyLock lock;
    private final Consumer<Boolean> clock;

    /** Those that live, in the order in which they have come. Changed by the reading thread. */
    private final ConcurrentSkipListMap<Long, TtyLock.Request> live = new ConcurrentSkipListMap<>();

    /** Whether there are any; in a {@link Wait} nothing may be looked at that takes a lock. */
    private volatile boolean any;

    /** Which of them has the terminal, as far as this JVM knows; -1 for none. */
    private volatile long open = -1;

    ChildSessions(ActorCell<?> actor, Consumer<Frame> link) {
        this.actor = actor;
        this.link = link;
        this.lock = actor.nursery.root.tty();
        this.clock = still -> link.accept(new Frame(Frame.Kind.TIME, still ? 1 : 0));
    }

    /** Whether anything in the child holds or waits for the terminal. */
    boolean any() {
        return any;
    }

    /** What the child does at the terminal, as a phrase; empty for nothing. */
    String doing() {
        return open >= 0 ? "at the console" : any ? "waits for the terminal" : "";
    }

    // The reading thread.

    void connected() {
        lock.addClock(clock);
    }

    /** A frame has come. @return whether it was one of those about the terminal */
    boolean arrived(Frame frame) {
        switch (frame.kind()) {
            case TTY_REQUEST -> request(frame);
            case TTY_END -> end(frame.id(), TtyFrames.text(frame));
            case TTY_MESSAGE -> {
                var request = live.get(frame.id());
                if (request != null) {
                    request.said(frame.body());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void request(Frame frame) {
        long id = frame.id();
        var root = actor.nursery.root;
        var refused = root.inChildJvm() ? null : refusal(root.console());
        if (refused != null) {
            link.accept(TtyFrames.text(Frame.Kind.TTY_REFUSED, id, refused));
            return;
        }
        any = true; // before it is queued: whoever finds no request may go on to kill
        var request = lock.requestFor(actor, TtyFrames.waiter(frame), new Below(id, root));
        live.put(id, request);
    }

    private static @Nullable String refusal(@Nullable Console console) {
        if (console == null) {
            return "add tractor-debug to the class path of the topmost JVM to get a console here";
        }
        if (!console.available()) {
            return "the topmost JVM has no terminal; run it with one, or give commands on its standard input with"
                    + " -Dtractor.console=stdin";
        }
        return console.servesChildJvms() ? null : "the console of the topmost JVM has no sessions for child JVMs";
    }

    private void end(long id, String why) {
        var request = live.remove(id);
        if (request != null) {
            if (open == id) {
                open = -1;
            }
            any = !live.isEmpty();
            lock.end(request, why);
        }
    }

    /** The link is gone: those who wait are withdrawn, and who holds the terminal frees it. */
    void gone(String why) {
        lock.removeClock(clock);
        for (var id : live.keySet()) {
            end(id, why);
        }
    }

    /** Tells the child; on any thread. */
    private final class Below implements TtyBelow {
        private final long id;
        private final Root root;

        Below(long id, Root root) {
            this.id = id;
            this.root = root;
        }

        @Override
        public void granted(@Nullable SessionLink terminal) {
            open = id;
            link.accept(new Frame(Frame.Kind.TTY_GRANTED, id));
            var console = terminal == null ? null : root.console();
            if (console == null || terminal == null) {
                return;
            }
            try {
                console.serve(terminal);
            } catch (RuntimeException | Error e) {
                Log.warn("the console failed in the session of " + actor + "; it goes on", e);
                terminal.breakOff("the console of the topmost JVM has failed");
            }
        }

        @Override
        public void refused(String why) {
            link.accept(TtyFrames.text(Frame.Kind.TTY_REFUSED, id, why));
        }

        @Override
        public void hear(byte[] message) {
            link.accept(new Frame(Frame.Kind.TTY_MESSAGE, id, message));
        }

        @Override
        public void brokenOff(String why) {
            link.accept(TtyFrames.text(Frame.Kind.TTY_BROKEN, id, why));
        }
    }
}
