package dev.tractor;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The link of an actor to the child JVM where its state lives, as this side sees it: who waits for what from there, and the end
 * of the process.
 *
 * <p>Life: started → connected → made (the child's actor has its state) → ended (the child's actor has, by itself or because it
 * was told to) → gone (the process has been reaped). It may be gone after any of them; if its actor had not ended and nobody
 * here has killed it, it has died.
 *
 * <p>One platform thread reads, from the start until the process is gone. All who wait are strands, in waits of ours.
 */
final class ProcessLink {
    /** How long a process whose link is gone may take to be gone itself. */
    private static final long DYING_SECONDS = 2;

    /** How long the last of its output may make no progress, before it has to get there by itself. */
    private static final Duration OUTPUT = Duration.ofSeconds(2);

    private final ActorCell<?> actor;
    private final ClassLoader loader;
    private final long graceNanos;
    private final ProcessLaunch launch;
    final long pid;

    private final AtomicLong ids = new AtomicLong();

    /** What is waited for, by id; in order, so that all are woken in the order of their calls. */
    private final ConcurrentSkipListMap<Long, Pending> pending = new ConcurrentSkipListMap<>();

    /** Whether the state is made. */
    final Pending made;

    /** What it wants of the terminal. */
    private final ChildSessions sessions;

    // Guarded by this.
    private @Nullable FrameChannel channel;
    private boolean told;

    // Read by those who wait.
    private volatile boolean connected;
    private volatile boolean ending;
    private volatile long endBy = Long.MAX_VALUE;
    private volatile @Nullable Answer ended;
    private volatile String stillRunning = "";
    private volatile boolean killed;

    /** Why it was killed, when that is a failure of the actor. */
    private volatile @Nullable String killReason;

    private volatile boolean gone;
    private volatile int exitCode;

    private ProcessLink(ActorCell<?> actor, ClassLoader loader, long graceNanos, ProcessLaunch launch) {
        this.actor = actor;
        this.loader = loader;
        this.graceNanos = graceNanos;
        this.launch = launch;
        this.pid = launch.process.pid();
        this.made = new Pending(this, actor.strand, null, null, "to make its state");
        pending.put(newId(), made);
        this.sessions = new ChildSessions(actor, this::send);
    }

    /** Starts the JVM. Does not wait for it. */
    static ProcessLink start(
            ActorCell<?> actor, ClassLoader loader, long graceNanos, ProcessOptions options, byte[] birth)
            throws IOException {
        var launch = new ProcessLaunch(actor.path, options, actor.nursery.root.outputsOfChildren());
        var link = new ProcessLink(actor, loader, graceNanos, launch);
        Log.debug(() -> "the child JVM of actor " + actor.path + " is process " + link.pid);
        // no virtual thread: it waits in the selector and for the process, and must get on when all carriers are busy
        Thread.ofPlatform().daemon().name("tractor-link " + actor.path).start(() -> link.read(birth));
        return link;
    }

    // The reading thread.

    private void read(byte[] birth) {
        try {
            for (var candidate = launch.accept(); candidate != null; candidate = connected ? null : launch.accept()) {
                read(candidate, birth);
            }
        } catch (IOException e) {
            Log.debug(() -> "the link to the child JVM of " + actor.path + " is broken: " + Names.text(e));
        } catch (RuntimeException | Error e) { // a defect of ours
            Log.warn("the link to the child JVM of " + actor.path + " is broken", e);
        }
        sessions.gone(this + " is gone"); // at once: the user may sit at its prompt
        try {
            exitCode = reap();
        } finally {
            launch.close();
            reaped();
        }
    }

    private void read(FrameChannel candidate, byte[] birth) throws IOException {
        try {
            candidate.read(frame -> {
                if (connected) {
                    arrived(frame);
                } else if (launch.isFromChild(frame)) {
                    connected(candidate, birth);
                    sessions.connected();
                } else {
                    candidate.close(); // somebody else of the same user
                }
            });
        } finally {
            candidate.release();
        }
    }

    private synchronized void connected(FrameChannel link, byte[] birth) {
        launch.stopListening();
        link.send(new Frame(Frame.Kind.START, 0, birth));
        channel = link;
        connected = true;
    }

    private int reap() {
        var process = launch.process;
        try {
            if (ended == null && !process.waitFor(DYING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            launch.awaitOutput(OUTPUT); // nothing of the child comes when its block has been left
            return code;
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private void reaped() {
        if (ended == null && (!killed || killReason != null)) {
            actor.failedElsewhere(ActorFailedException.leaving(actor.path, died()));
        }
        gone = true;
        wakeAll();
    }

    private void arrived(Frame frame) {
        if (sessions.arrived(frame)) {
            if (frame.kind() == Frame.Kind.TTY_END && !sessions.any()) {
                sessionsEnded();
            }
            return;
        }
        switch (frame.kind()) {
            case MADE -> answered(0, Answer.of(frame));
            case ENDED -> ended(Answer.of(frame));
            case OVERDUE -> stillRunning = new String(frame.body(), Frame.TEXT);
            case ANSWER -> answered(frame.id(), Answer.of(frame));
            default -> {
                var waiting = pending.get(frame.id());
                var bridge = waiting == null ? null : waiting.bridge;
                if (bridge != null) {
                    bridge.arrived(frame);
                }
            }
        }
    }

    /** Where its time to end has run out meanwhile it begins anew: what is to end it was put off. */
    private void sessionsEnded() {
        if (ending && nanosToEnd() <= 0) {
            endBy = actor.nursery.root.deadlines.timeAfter(graceNanos);
        }
        wakeAll();
    }

    private void answered(long id, Answer answer) {
        var waiting = pending.get(id);
        if (waiting == null) {
            return; // nobody waits any more
        }
        if (answer.how() != Answer.How.RETURNED) {
            pending.remove(id);
        }
        waiting.answered(answer);
    }

    /** The child's actor has ended; if nobody here has told it to, so does this one. */
    private void ended(Answer how) {
        ended = how;
        if (made.answer() == null) {
            answered(0, how);
        } else if (how.how() == Answer.How.FAILED) {
            actor.failedElsewhere(
                    how.error(loader) instanceof ActorFailedException failed
                            ? failed
                            : ActorFailedException.leaving(actor.path, how.error(loader)));
        } else if (!ending) {
            if (how.how() == Answer.How.CANCELLED) {
                actor.cancelFromInside(how.cancellation());
            } else {
                actor.stop();
            }
        }
        wakeAll();
    }

    private void wakeAll() {
        pending.values().forEach(Pending::wake);
        actor.strand.unpark();
    }

    // Talking.

    long newId() {
        return ids.getAndIncrement();
    }

    /** Registers somebody who waits, until {@link #forget}. */
    void expect(long id, Pending waiting) {
        pending.put(id, waiting);
    }

    void forget(long id) {
        pending.remove(id);
    }

    /** Never waits; what is sent when the child is gone is lost, and whoever waits for an answer told. */
    void send(Frame frame) {
        FrameChannel out;
        synchronized (this) {
            out = channel;
        }
        if (out != null) {
            out.send(frame);
        }
    }

    /**
     * Waits whatever is cancelled; but once the process is overdue it is killed, and then this ends when it is gone.
     *
     * @param done true for ever once it is true; whoever makes it true unparks the strand
     */
    void awaitShielded(Strand strand, BooleanSupplier done, String what) {
        awaitShielded(strand, done, what, Long.MAX_VALUE);
    }

    /** The same; when it is not done within the grace period, the process is killed and the actor has failed. */
    void awaitShieldedOrKill(Strand strand, BooleanSupplier done, String what) {
        awaitShielded(strand, done, what, actor.nursery.root.deadlines.timeAfter(graceNanos));
    }

    private void awaitShielded(Strand strand, BooleanSupplier done, String what, long until) {
        while (!done.getAsBoolean() && !gone) {
            var wait = new AwaitingChild(done, what, until);
            strand.awaitShielded(wait);
            if (!done.getAsBoolean() && !gone) {
                if (ending) {
                    killOverdue();
                } else if (wait.late()) {
                    killUnanswering(strand);
                } else {
                    end(actor.strand.base.cause);
                }
            }
        }
    }

    /** Waits for something that the child does, but not longer than until there is something to be done about it here. */
    private final class AwaitingChild extends Wait {
        private final BooleanSupplier done;
        private final String what;
        private final long until;

        AwaitingChild(BooleanSupplier done, String what, long until) {
            this.done = done;
            this.what = what;
            this.until = until;
        }

        boolean late() {
            return !killed && !sessions.any() && until - actor.nursery.root.deadlines.treeTime() <= 0;
        }

        @Override
        boolean done() {
            return done.getAsBoolean()
                    || gone
                    || late()
                    || (ending ? !killed && !sessions.any() && nanosToEnd() <= 0 : actor.strand.base.cause != null);
        }

        @Override
        long nanosLeft() {
            return killed || sessions.any()
                    ? Long.MAX_VALUE
                    : Math.min(nanosToEnd(), until - actor.nursery.root.deadlines.treeTime());
        }

        @Override
        public String toString() {
            return ProcessLink.this + " " + what;
        }
    }

    ClassLoader loader() {
        return loader;
    }

    // Its end.

    /**
     * Tells the child's actor to end, and sets the time by which the process has to be gone; once. Does not wait.
     *
     * @param why null to have it end as one that is stopped
     */
    void end(@Nullable Cancellation why) {
        FrameChannel out;
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
            out = channel;
        }
        endBy = actor.nursery.root.deadlines.timeAfter(graceNanos);
        ending = true;
        if (out != null) {
            var how = why == null ? Answer.ofValue(null, "the end") : Answer.cancelled(why);
            out.send(how.frame(Frame.Kind.END, graceNanos));
        } else {
            kill(); // it has not begun to run anybody's code
        }
        wakeAll();
    }

    /** Kills the process. Does not wait. */
    void kill() {
        killed = true;
        launch.process.destroyForcibly();
    }

    /** Reports that it is overdue, and kills it. */
    void killOverdue() {
        if (killed || gone) {
            return;
        }
        actor.nursery.root.tty().unlessRequestedIn(actor, this::kill, () -> {});
        if (killed) {
            Log.warn(() -> "the child JVM of actor " + actor.path + " (process " + pid + ") has not ended within "
                    + Names.text(Duration.ofNanos(graceNanos)) + " and is killed: " + actor.how() + stillRunning);
        }
    }

    /** A block waits for it, and it does not answer. */
    private void killUnanswering(Strand dialog) {
        var reason = dialog + " had not answered its cancellation within " + Names.text(Duration.ofNanos(graceNanos));
        var tty = actor.nursery.root.tty();
        tty.unlessRequestedIn(
                actor,
                () -> {
                    killReason = reason;
                    kill();
                },
                () -> {});
        if (killed) {
            Log.warn(() -> "the child JVM of actor " + actor.path + " (process " + pid + ") is killed: " + reason);
        }
    }

    ChildSessions sessions() {
        return sessions;
    }

    boolean hasEnded() {
        return ended != null || gone;
    }

    boolean gone() {
        return gone;
    }

    boolean killed() {
        return killed;
    }

    long nanosToEnd() {
        return ending ? endBy - actor.nursery.root.deadlines.treeTime() : Long.MAX_VALUE;
    }

    /** Names the child in messages. */
    @Override
    public String toString() {
        return "the child JVM (process " + pid + ")";
    }

    /** What it died of; a new instance for each who is told. */
    ProcessDiedException died() {
        return new ProcessDiedException(actor.path, pid, exitCode, killReason);
    }
}
