package dev.tractor;

import dev.tractor.spi.NodeHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one actor in arrival order, and its turn: the right to run on its state. The first {@code capacity} of the
 * messages are admitted; those behind wait for room, and so do the senders of tells. One doubly linked list holds both, so
 * that order is one thing and any message can be taken back at once.
 *
 * <p><b>The turn.</b> One strand holds it, or none. The actor's own strand has it while it serves a message; it takes both
 * in one step, and gives the turn back when it looks for the next message. A dialog has a strand of its own; it gives the
 * turn up while it waits, and asks for it again by a {@link Ticket}, which stands in the same line as the messages: so turns
 * are granted first come, first served. A ticket at the head of the line is granted by whoever frees the turn, so the
 * dialogs of an actor that serves no more messages still get theirs. Until the first dialog begins nobody but the actor's
 * own strand can want the turn, and then none of this costs anything.
 *
 * <p>Invariant: while the turn is free, no ticket is at the head of the line.
 *
 * <p><b>The way in.</b> A sender leaves its message in the {@link Inbox}, without the lock. Whoever needs the line in full
 * moves them there first; the actor does when it has nothing else to serve. A message has its place from the beginning when
 * no more than {@code capacity} messages can be in front of it, itself counted: those in the inbox below it, and {@link
 * #listed}, read after the push. That is never too small: a message is counted in {@code listed} before it leaves the inbox
 * or is put into the line directly, and whoever does so looks at the inbox afterwards. So of two that come at once one sees
 * the other. A sender that is not sure looks under the lock.
 *
 * <p>But the actor writes {@code listed} for every message, and a sender that reads it has to fetch it from the actor's
 * processor each time. So whoever is about to empty the inbox, or to put something into the line directly, leaves {@code
 * capacity - listed} in {@link #room()}, beside the top. Who pushes afterwards sees that, and until it is written again the
 * line only becomes shorter: a message whose depth is within it has its place. Who pushed before and reads it late has been
 * counted in it: then its message is one of those listed, and they are no more than {@code capacity}.
 *
 * <p>It is also what the actor waits for when it has nothing to do: an actor that does nothing should take little.
 *
 * <p><b>Waking the actor.</b> It publishes that it waits and then looks for messages; a sender pushes and then looks whether
 * it waits, so one sees the other. Who finds another message in the inbox leaves the waking to that one's sender.
 *
 * @param <A> the actor's state
 */
final class Mailbox<A> extends Inbox<A> {
    private static final VarHandle LISTED;

    static {
        try {
            LISTED = MethodHandles.lookup().findVarHandle(Mailbox.class, "listed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int capacity;

    /** Not the mailbox itself, whose monitor would be beside what senders write. */
    private final Object lock = new Object();

    /** The actor's own strand, which serves the messages. */
    private final Strand main;

    // Guarded by the lock.
    private @Nullable Entry<A> first;
    private @Nullable Entry<A> last;

    /** The first message that waits for room; the messages behind it do too. */
    private @Nullable Message<A> outside;

    private int admitted;

    /** Whether there has ever been a dialog. Written by the actor's own strand, which reads it without the lock. */
    private boolean shared;

    // Written under the lock.
    private volatile boolean closed;

    /** How many messages are in the line; too many for a moment while some are moved there. */
    private volatile int listed;

    /** Dialogs that have begun and not ended. */
    private volatile int dialogs;

    /** Who holds the turn. Kept only when it is shared. */
    private volatile @Nullable Strand holder;

    Mailbox(int capacity, Strand main) {
        this.capacity = capacity;
        room(capacity);
        this.main = main;
    }

    // Messages.

    /**
     * Puts a message at the end of the line; by any thread.
     *
     * @return whether it has a place for certain; one that has none waits for room
     * @throws ActorGoneException when the actor takes no more
     */
    boolean put(Message<A> message, ActorCell<A> actor) {
        int depth = push(message);
        if (depth == 0) {
            throw actor.gone();
        }
        if (depth == 1) {
            main.unparkIfWaiting();
        }
        return depth <= room() || hasPlace(message);
    }

    /** Whether a message that was put in, and not taken back, has a place for certain; without the lock. */
    boolean hasPlace(Message<A> message) {
        return message.admitted || listed + message.depth <= capacity && !closed; // else it may have been dropped
    }

    /** Whether it has a place. If not, it is woken when it gets one. */
    boolean isAdmitted(Message<A> message) {
        synchronized (lock) {
            collect();
            return message.admitted;
        }
    }

    /** Puts a message in if there is room. @return whether there was */
    boolean offer(Message<A> message, ActorCell<A> actor) {
        synchronized (lock) {
            if (closed) {
                throw actor.gone();
            }
            count(1); // before the look at the inbox
            collect();
            if (admitted >= capacity) {
                listed = listed - 1;
                return false;
            }
            append(message);
        }
        main.unparkIfWaiting();
        return true;
    }

    /**
     * Gives the turn back, and takes it again with the next message; on the actor's own strand.
     *
     * @return null when there is none, or the turn is somebody else's
     */
    @Nullable
    Message<A> take() {
        if (!shared && empty()) {
            return null;
        }
        synchronized (lock) {
            if (first == null) {
                collect();
            }
            free(main);
            if (holder == null && first instanceof Message<A> next) {
                unlink(next);
                admitNext();
                if (shared) {
                    holder = main;
                }
                return next;
            }
            return null;
        }
    }

    // What the actor waits for.

    @Override
    boolean done() {
        return ready() || exhausted() || main.cancelled() || main.actor != null && main.actor.failed();
    }

    @Override
    public String toString() {
        return "messages";
    }

    /** Whether {@link #take} has a message to give. */
    boolean ready() {
        return !empty() && holder == null;
    }

    private boolean empty() {
        // First, so that the top is left alone while something is listed. Last, because messages on their way into the
        // line are counted before they leave the inbox.
        return listed == 0 && top() == null && listed == 0;
    }

    /** Takes a message back that its sender has given up. @return whether it was still in the line, not yet admitted */
    boolean takeBack(Message<A> message) {
        var stillOutside = new ArrayList<Strand>();
        boolean unsent;
        synchronized (lock) {
            collect();
            unsent = !message.admitted;
            if (message.queued && (unsent || !(message instanceof Posted))) {
                unlink(message);
                admitNext();
                if (holder == null) {
                    grant();
                }
            }
            for (var m = outside; m != null; m = messageFrom(m.later)) {
                stillOutside.add(m.sender);
            }
        }
        stillOutside.forEach(WaitGraph::lookAgain); // what they could hope for has changed
        return unsent;
    }

    /** Whether a message may leave the line though the actor does nothing: an ask whose sender has a deadline, say. */
    boolean mayShrink() {
        synchronized (lock) {
            collect();
            for (var m = messageFrom(first); m != null && m.admitted; m = messageFrom(m.later)) {
                if (m instanceof Ask<A, ?> ask && (ask.timed() || Release.comesFor(m.sender))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Admits no more messages. @return those that wait for room, to be dropped */
    List<Message<A>> close() {
        synchronized (lock) {
            shut();
            return remove(outside);
        }
    }

    /** Admits no more messages, takes all out of the line, and gives the turn back. @return all, to be dropped */
    List<Message<A>> closeAndDrain() {
        synchronized (lock) {
            shut();
            var dropped = remove(messageFrom(first));
            free(main);
            if (holder == null) {
                grant();
            }
            return dropped;
        }
    }

    private void shut() {
        closed = true;
        do {
            collect();
        } while (!seal());
    }

    private List<Message<A>> remove(@Nullable Message<A> from) {
        var removed = new ArrayList<Message<A>>();
        Message<A> next;
        for (var m = from; m != null; m = next) {
            next = messageFrom(m.later);
            unlink(m);
            removed.add(m);
        }
        return removed;
    }

    boolean closed() {
        return closed;
    }

    /** How many messages wait for their turn or for room; tickets are not counted. */
    int size() {
        synchronized (lock) {
            collect();
            return listed;
        }
    }

    /** The messages that wait, oldest first, without touching their order or their places. */
    NodeHandle.Waiting waiting(int most) {
        var oldest = new ArrayList<Message<A>>();
        int count;
        synchronized (lock) {
            collect();
            count = listed;
            for (var m = messageFrom(first); m != null && oldest.size() < most; m = messageFrom(m.later)) {
                oldest.add(m);
            }
        }
        return new NodeHandle.Waiting(
                count, oldest.stream().map(Message::described).toList());
    }

    /** Whether the actor takes no more, and has served all it has taken, dialogs included; on the actor's own strand. */
    boolean exhausted() {
        return closed && empty() && dialogs == 0;
    }

    /** Moves what is in the inbox to the end of the line. */
    private void collect() {
        assert Thread.holdsLock(lock);
        for (var top = top(); top != null; top = top()) {
            int count = top.depth;
            count(count); // before they leave the inbox
            var oldest = takeAll(top);
            if (oldest != null) {
                Message<A> next;
                for (var message = oldest; message != null; message = next) {
                    next = messageFrom(message.later);
                    append(message);
                }
                return;
            }
            listed = listed - count; // more have come: again
        }
    }

    /** Counts messages that are about to come into the line. */
    private void count(int more) {
        listed = listed + more;
        room(capacity - listed);
    }

    /** Puts a message that is counted at the end of the line. */
    private void append(Message<A> message) {
        link(message, last);
        if (admitted < capacity) {
            message.admitted = true;
            admitted++;
        } else if (outside == null) {
            outside = message;
        }
    }

    /** There may be room for one more. */
    private void admitNext() {
        var next = outside;
        if (next != null && admitted < capacity) {
            outside = messageFrom(next.later);
            next.admitted = true;
            admitted++;
            if (next instanceof Posted) {
                next.sender.unparkIfWaiting();
            }
        }
    }

    // The turn.

    /** A dialog begins, and has the turn of the message that opened it; on the actor's own strand. */
    void beginDialog(Strand dialog) {
        synchronized (lock) {
            shared = true;
            dialogs = dialogs + 1;
            holder = dialog;
        }
    }

    /** A dialog has ended, or could not be started; gives the turn back. */
    void endDialog(Strand dialog) {
        synchronized (lock) {
            dialogs = dialogs - 1;
            free(dialog);
        }
        main.unpark();
    }

    /** A dialog is about to wait: gives the turn up. @return whether it had it */
    boolean giveUpTurn(Strand dialog) {
        if (holder != dialog) {
            return false;
        }
        synchronized (lock) {
            free(dialog);
        }
        if (ready()) {
            main.unpark();
        }
        return true;
    }

    /** A dialog wants the turn back; one that is cancelled goes first. @return null when it has it, else what to wait for */
    @Nullable
    Ticket<A> askForTurn(Strand dialog) {
        synchronized (lock) {
            collect(); // they came first
            if (holder == null && (first == null || dialog.cancelled())) {
                holder = dialog;
                return null;
            }
            var ticket = new Ticket<A>(this, dialog);
            if (dialog.cancelled()) {
                linkHurried(ticket);
            } else {
                link(ticket, last);
            }
            return ticket;
        }
    }

    /** A dialog that waits for its turn was cancelled. */
    void hurry(Ticket<A> ticket) {
        synchronized (lock) {
            if (ticket.queued && !ticket.hurried) {
                unlink(ticket);
                linkHurried(ticket);
                if (holder == null) {
                    grant();
                }
            }
        }
    }

    /** Who holds the turn; null for nobody, or when it has never been shared. */
    @Nullable
    Strand holder() {
        return holder;
    }

    private void free(Strand strand) {
        if (holder == strand) {
            holder = null;
            grant();
        }
    }

    /** Gives the free turn to the ticket at the head of the line, if there is one. */
    private void grant() {
        if (first instanceof Ticket<A> ticket) {
            unlink(ticket);
            holder = ticket.sender;
            ticket.grant();
        }
    }

    // The line.

    /** Behind those that were hurried before it, and before all others. */
    private void linkHurried(Ticket<A> ticket) {
        ticket.hurried = true;
        Entry<A> before = null;
        for (var e = first; e instanceof Ticket<A> other && other.hurried; e = e.later) {
            before = e;
        }
        link(ticket, before);
    }

    private static <A> @Nullable Message<A> messageFrom(@Nullable Entry<A> entry) {
        for (var e = entry; e != null; e = e.later) {
            if (e instanceof Message<A> message) {
                return message;
            }
        }
        return null;
    }

    /** @param before what it stands behind; null to be the first */
    private void link(Entry<A> entry, @Nullable Entry<A> before) {
        var after = before == null ? first : before.later;
        entry.earlier = before;
        entry.later = after;
        if (before == null) {
            first = entry;
        } else {
            before.later = entry;
        }
        if (after == null) {
            last = entry;
        } else {
            after.earlier = entry;
        }
        entry.queued = true;
    }

    private void unlink(Entry<A> entry) {
        if (entry == outside) {
            outside = messageFrom(entry.later);
        }
        if (entry.earlier == null) {
            first = entry.later;
        } else {
            entry.earlier.later = entry.later;
        }
        if (entry.later == null) {
            last = entry.earlier;
        } else {
            entry.later.earlier = entry.earlier;
        }
        entry.earlier = null;
        entry.later = null;
        entry.queued = false;
        if (entry instanceof Message<A> message) {
            LISTED.setRelease(this, listed - 1); // may be seen late, and is too many until then
            if (message.admitted) {
                admitted--;
            }
        }
    }
}
