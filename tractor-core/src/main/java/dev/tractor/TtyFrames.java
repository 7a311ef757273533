package dev.tractor;

import dev.tractor.spi.TtyWaiter;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The frames about the terminal, as a child JVM sends and gets them. */
final class TtyFrames implements TtyAbove {
    private final Consumer<Frame> link;

    TtyFrames(Consumer<Frame> link) {
        this.link = link;
    }

    @Override
    public void request(long id, TtyWaiter who) {
        link.accept(new Frame(Frame.Kind.TTY_REQUEST, id, Packed.pack(who, "who wants the terminal")));
    }

    @Override
    public void end(long id, String why) {
        link.accept(text(Frame.Kind.TTY_END, id, why));
    }

    @Override
    public void say(long id, byte[] message) {
        link.accept(new Frame(Frame.Kind.TTY_MESSAGE, id, message));
    }

    /** A frame has come from the parent JVM. @return whether it was one of these */
    static boolean arrived(Frame frame, TtyLock lock) {
        switch (frame.kind()) {
            case TTY_GRANTED -> lock.grantedAbove(frame.id());
            case TTY_REFUSED -> lock.refusedAbove(frame.id(), text(frame));
            case TTY_MESSAGE -> lock.saidAbove(frame.id(), frame.body());
            case TTY_BROKEN -> lock.brokenOffAbove(frame.id(), text(frame));
            case TIME -> lock.timeAbove(frame.id() != 0);
            default -> {
                return false;
            }
        }
        return true;
    }

    static TtyWaiter waiter(Frame frame) {
        @Nullable
        Object read = new Packed(frame.body(), TtyFrames.class.getClassLoader()).open("who wants the terminal");
        return (TtyWaiter) Objects.requireNonNull(read);
    }

    static Frame text(Frame.Kind kind, long id, String text) {
        return new Frame(kind, id, text.getBytes(Frame.TEXT));
    }

    static String text(Frame frame) {
        return new String(frame.body(), Frame.TEXT);
    }
}
