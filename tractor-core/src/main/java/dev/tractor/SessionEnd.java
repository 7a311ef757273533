package dev.tractor;

import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a session between two JVMs. What comes before the console asks for it is kept until then. */
final class SessionEnd implements SessionLink {
    private final TtyWaiter task;
    private final Consumer<byte[]> out;
    private final Consumer<String> ending;

    // Guarded by this.
    private final Deque<byte[]> early = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private @Nullable String broken;

    /** @param out takes messages to the other end @param ending tells it that this end has broken off */
    SessionEnd(TtyWaiter task, Consumer<byte[]> out, Consumer<String> ending) {
        this.task = task;
        this.out = out;
        this.ending = ending;
    }

    @Override
    public TtyWaiter task() {
        return task;
    }

    @Override
    public void send(byte[] message) {
        out.accept(message);
    }

    @Override
    public void breakOff(String why) {
        ending.accept(why);
    }

    @Override
    public synchronized void receive(Receiver takes) {
        receiver = takes;
        early.forEach(takes::received);
        early.clear();
        if (broken != null) {
            takes.brokenOff(broken);
        }
    }

    /** A message has come. */
    synchronized void arrived(byte[] message) {
        if (broken != null) {
            return;
        }
        if (receiver == null) {
            early.add(message);
        } else {
            receiver.received(message);
        }
    }

    /** No more will come; the first reason counts. */
    synchronized void broken(String why) {
        if (broken == null) {
            broken = why;
            if (receiver != null) {
                receiver.brokenOff(why);
            }
        }
    }
}
