package dev.tractor;

import dev.tractor.StreamOptions.Overflow;
import dev.tractor.StreamWait.Receiver;
import dev.tractor.StreamWait.Sender;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a stream: the messages that were sent and not received, in order, and the strands that wait for one or
 * for room.
 *
 * <p>Invariants, under the lock: nobody waits to receive while there is a message, and nobody waits for room while there is
 * some; so whoever is first in line is served by the one who brings what it waits for, and none overtakes another. A wait
 * that is given up is taken out of its line; if it was served in that moment it counts as served, so nothing is lost and
 * nothing sent twice.
 *
 * <p>Sender and receiver may be in two JVMs: then each has a channel, and messages travel {@linkplain Packed packed}. The
 * sender's passes them on, and counts as held what the receiver's has not yet said to be taken.
 *
 * <p>Either side may end it: the sender's end lets what was sent be received first, the receiver's drops it.
 *
 * @param <T> the messages
 */
final class Channel<T> {

    /** A receiver in another JVM. Called under the lock. */
    interface Receiving {
        void carry(Object message);

        void dropped();

        void sendingEnded(String why);
    }

    /** A sender in another JVM. Called under the lock. */
    interface Sending {
        void taken(int messages);

        void options(StreamOptions wanted);

        void receivingEnded(String why);
    }

    private final String name;

    /** Makes a message fit for a receiver in another JVM; null when it is in this one. */
    private final @Nullable UnaryOperator<Object> packer;

    private final ReentrantLock lock = new ReentrantLock();

    /** The messages. Senders and receivers pass without the lock where nobody waits. */
    private final Ring<T> messages = new Ring<>();

    // Guarded by the lock; what decides who may pass is written between enter() and leave().
    private final Line<Receiver<T>> receivers = new Line<>();
    private final Line<Sender<T>> senders = new Line<>();
    private volatile StreamOptions options = StreamOptions.standard();

    /** Who was served and is to be woken, the first of them and the last. */
    private @Nullable StreamWait<T> served;

    private @Nullable StreamWait<T> lastServed;

    /** Where the receiver is, when it is elsewhere and can be reached by now. */
    private @Nullable Receiving receiving;

    /** What has been carried there and not been taken. */
    private int away;

    /** Where the sender is, when it is elsewhere. */
    private @Nullable Sending sending;

    /** What was taken, and the sender not told yet. */
    private int untold;

    /** Why nothing more is sent; null while something may be. */
    private @Nullable String sendingEnded;

    /** Why nothing more is received. */
    private @Nullable String receivingEnded;

    /** Makes what to throw at the end, when that is a failure. */
    private @Nullable Supplier<? extends RuntimeException> failure;

    // Written under the lock.
    private volatile long dropped;

    /** Makes an open one. @param name names it in messages, such as "the stream of /a to /b" */
    Channel(String name) {
        this(name, null);
    }

    /** Makes one whose receiver will be elsewhere. @param packer makes messages fit for that; null when it will be here */
    Channel(String name, @Nullable UnaryOperator<Object> packer) {
        this.name = name;
        this.packer = packer;
    }

    @SuppressWarnings("unchecked") // nobody here looks into a message
    private T packed(T message) {
        return packer == null ? message : (T) packer.apply(message);
    }

    private T opened(T message) {
        return message instanceof Packed
                ? Objects.requireNonNull(Packed.opened(message, "a message in " + name))
                : message;
    }

    // What is done under the lock.

    private void enter() {
        lock.lock();
        if (lock.getHoldCount() == 1) {
            messages.shut();
        }
    }

    private void leave() {
        if (lock.getHoldCount() > 1) { // a link to another JVM was lost meanwhile, and ends it
            lock.unlock();
            return;
        }
        var toWake = served;
        served = null;
        lastServed = null;
        boolean maySend = receivers.isEmpty() && !nobodyReceives() && receiving == null && packer == null;
        boolean nobodySends = senders.isEmpty();
        messages.open(maySend && nobodySends ? options.capacity() : 0, nobodySends && sending == null);
        lock.unlock();
        for (; toWake != null; toWake = toWake.wokenNext) { // without the lock, which those who wake may want at once
            toWake.wake();
        }
    }

    private void serve(Receiver<T> receiver, @Nullable T message) {
        receiver.message = message;
        served(receiver);
    }

    private void serve(Sender<T> sender, boolean sent) {
        sender.sent = sent;
        served(sender);
    }

    private void served(StreamWait<T> waiting) {
        waiting.serve();
        if (lastServed == null) {
            served = waiting;
        } else {
            lastServed.wokenNext = waiting;
        }
        lastServed = waiting;
    }

    // Sending.

    /** Sends a message; waits while the buffer is full and its options say so. One that throws has not sent. */
    void send(T unpacked, Strand strand) throws InterruptedException {
        strand.checkpoint();
        if (messages.pass(unpacked) || roomComesSoon(strand) && messages.pass(unpacked)) {
            return;
        }
        var message = packed(unpacked);
        Sender<T> waiting;
        enter();
        try {
            if (nobodyReceives()) {
                strand.throwIfCancelled();
            }
            if (offer(message)) {
                return;
            }
            waiting = new Sender<>(message, strand, name);
            senders.add(waiting);
        } finally {
            leave();
        }
        try {
            strand.await(waiting);
        } catch (InterruptedException | RuntimeException e) {
            if (givenUp(senders, waiting) || !waiting.sent) {
                throw e;
            }
            strand.keepForLater(e); // there was room in this very moment, so it is sent
        }
        if (!waiting.sent) {
            strand.throwIfCancelled(); // whoever has ended the stream may have cancelled us as well
            throw ended();
        }
    }

    /** Whether there is room after a moment, for some messages together. Nobody counts as waiting meanwhile. */
    private boolean roomComesSoon(Strand strand) {
        int capacity = options.capacity();
        return options.overflow() == Overflow.BLOCK
                && messages.full(capacity)
                && strand.endsSoon(new RingLook(messages, 1 + capacity / 4));
    }

    /** Sends a message if that needs no waiting. @return whether it did */
    boolean trySend(T unpacked) {
        if (messages.pass(unpacked)) {
            return true;
        }
        var message = packed(unpacked);
        enter();
        try {
            throwIfNobodyReceives();
            if (!hasRoom()) {
                return false;
            }
            return offer(message);
        } finally {
            leave();
        }
    }

    /** @return false when it has to wait for room */
    private boolean offer(T message) {
        throwIfNobodyReceives();
        var receiver = receivers.poll();
        if (receiver != null) {
            serve(receiver, message);
            return true;
        }
        if (hasRoom()) {
            hold(message);
            return true;
        }
        switch (options.overflow()) {
            case BLOCK -> {
                return false;
            }
            case FAIL ->
                throw new StreamOverflowException(name + " is full: " + options.capacity()
                        + " messages wait to be received, and its receiver has chosen to fail the sender; send less, or"
                        + " have the receiver open it with StreamOptions.blocking");
            case DROP -> {
                dropped = dropped + 1;
                if (receiving != null) {
                    receiving.dropped();
                }
                return true;
            }
        }
        throw new AssertionError(options);
    }

    private void hold(T message) {
        if (receiving == null) {
            messages.add(message);
        } else {
            away++;
            receiving.carry(message);
        }
    }

    private int held() {
        return messages.size() + away;
    }

    private boolean hasRoom() {
        return held() < options.capacity() && senders.isEmpty();
    }

    private void throwIfNobodyReceives() {
        if (nobodyReceives()) {
            throw ended();
        }
    }

    private boolean nobodyReceives() {
        return sendingEnded != null || receivingEnded != null;
    }

    // Receiving.

    /** Takes the next message; waits for one until the tree's time {@code until}, and then gives null. */
    @Nullable
    T receive(Strand strand, long until) throws InterruptedException {
        return receive(strand, until, () -> false);
    }

    /** The same; also gives null when {@code enough} is found true, after the strand was unparked. */
    @Nullable
    T receive(Strand strand, long until, BooleanSupplier enough) throws InterruptedException {
        strand.checkpoint();
        var passed = messages.pass();
        if (passed == null && messageComesSoon(strand, until)) {
            passed = messages.pass();
        }
        if (passed != null) {
            return opened(passed);
        }
        T received;
        Receiver<T> waiting = null;
        enter();
        try {
            received = poll();
            if (received == null && nobodyReceives()) {
                strand.throwIfCancelled();
                throw end();
            }
            if (received == null) {
                waiting = new Receiver<>(strand, until, enough, name);
                receivers.add(waiting);
            }
        } finally {
            leave();
        }
        if (received == null) {
            received = await(Objects.requireNonNull(waiting), strand);
        }
        return received == null ? null : opened(received);
    }

    /** Whether there is a message after a moment. Nobody counts as waiting meanwhile. */
    private boolean messageComesSoon(Strand strand, long until) {
        return until == Long.MAX_VALUE && messages.empty() && strand.endsSoon(new RingLook(messages, 0));
    }

    private @Nullable T await(Receiver<T> waiting, Strand strand) throws InterruptedException {
        try {
            strand.await(waiting);
        } catch (InterruptedException | RuntimeException e) {
            if (givenUp(receivers, waiting) || waiting.message == null) {
                throw e;
            }
            strand.keepForLater(e); // a message came in this very moment
        }
        if (givenUp(receivers, waiting)) {
            return null;
        }
        if (waiting.message == null) {
            strand.throwIfCancelled();
            throw end();
        }
        return waiting.message;
    }

    /** Takes the next message if there is one; null when there is none, or there will be none. */
    @Nullable
    T tryReceive() {
        var received = messages.pass();
        if (received != null) {
            return opened(received);
        }
        enter();
        try {
            received = poll();
        } finally {
            leave();
        }
        return received == null ? null : opened(received);
    }

    private @Nullable T poll() {
        var message = messages.poll();
        if (message != null) {
            admit();
            tellTaken();
        }
        return message;
    }

    private void admit() {
        while (held() < options.capacity()) {
            var sender = senders.poll();
            if (sender == null) {
                return;
            }
            hold(sender.message);
            serve(sender, true);
        }
    }

    /** Sets what the receiver wants done when it is full. */
    void options(StreamOptions wanted) {
        enter();
        try {
            options = wanted;
            if (sending != null) {
                sending.options(wanted);
            }
            admit();
            if (wanted.overflow() != Overflow.BLOCK) { // nobody waits in such a stream
                for (var sender = senders.poll(); sender != null; sender = senders.poll()) {
                    hold(sender.message);
                    serve(sender, true);
                }
            }
        } finally {
            leave();
        }
    }

    long dropped() {
        return dropped;
    }

    // With one side in another JVM.

    /** From now on what is sent goes there, beginning with what was sent before. */
    void receiveElsewhere(Receiving there) {
        enter();
        try {
            receiving = there;
            for (var message = messages.poll(); message != null; message = messages.poll()) {
                hold(message);
            }
            for (long told = 0; told < dropped; told++) {
                there.dropped();
            }
            if (sendingEnded != null) {
                there.sendingEnded(sendingEnded);
            }
        } finally {
            leave();
        }
    }

    /** What is received comes from there. */
    void sendElsewhere(Sending there) {
        enter();
        try {
            sending = there;
            if (!options.equals(StreamOptions.standard())) {
                there.options(options);
            }
            if (receivingEnded != null) {
                there.receivingEnded(receivingEnded);
            }
        } finally {
            leave();
        }
    }

    /** A message has come from the other JVM, whose channel knew that there was room. */
    @SuppressWarnings("unchecked") // it is opened where it is received
    void arrive(Packed packed) {
        var message = (T) (Object) packed;
        enter();
        try {
            if (receivingEnded != null) {
                return;
            }
            var receiver = receivers.poll();
            if (receiver == null) {
                messages.add(message);
            } else {
                serve(receiver, message);
                tellTaken();
            }
        } finally {
            leave();
        }
    }

    /** Tells the other JVM; of several at once, when its sender may be sure of some room all the same. */
    private void tellTaken() {
        if (sending != null) {
            untold++;
            if (options.overflow() != Overflow.BLOCK || untold * 4L >= options.capacity()) {
                sending.taken(untold);
                untold = 0;
            }
        }
    }

    /** So many were taken in the other JVM. */
    void taken(int count) {
        enter();
        try {
            away -= count;
            admit();
        } finally {
            leave();
        }
    }

    /** One was dropped in the other JVM. */
    void droppedElsewhere() {
        enter();
        try {
            dropped = dropped + 1;
        } finally {
            leave();
        }
    }

    // Ending.

    /** The sender sends no more. */
    void endSending(String why) {
        end(why, null, false);
    }

    /** The sender has failed. @param how makes what to throw, a new one for each who is told */
    void fail(Supplier<? extends RuntimeException> how) {
        end("its sender has failed", how, false);
    }

    /** The receiver receives no more. */
    void endReceiving(String why) {
        end(why, null, true);
    }

    private void end(String why, @Nullable Supplier<? extends RuntimeException> how, boolean byReceiver) {
        enter();
        try {
            if (byReceiver) {
                if (receivingEnded != null) {
                    return;
                }
                receivingEnded = why;
                messages.clear();
                if (sending != null) {
                    sending.receivingEnded(why);
                }
            } else {
                if (sendingEnded != null) {
                    return;
                }
                sendingEnded = why;
                failure = how;
                if (receiving != null) {
                    receiving.sendingEnded(why);
                }
            }
            // what its senders wait to send was not sent
            for (var sender = senders.poll(); sender != null; sender = senders.poll()) {
                serve(sender, false);
            }
            for (var receiver = receivers.poll(); receiver != null; receiver = receivers.poll()) {
                serve(receiver, null);
            }
        } finally {
            leave();
        }
    }

    private RuntimeException end() {
        lock.lock();
        try {
            return failure != null && receivingEnded == null ? failure.get() : ended();
        } finally {
            lock.unlock();
        }
    }

    private StreamEndedException ended() {
        return new StreamEndedException(
                name + " has ended: " + (receivingEnded != null ? receivingEnded : sendingEnded));
    }

    private <W extends Line.Place> boolean givenUp(Line<W> line, W waiting) {
        enter();
        try {
            return line.remove(waiting);
        } finally {
            leave();
        }
    }
}
