package dev.tractor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a call, a dialog or the actor itself has ended in the child JVM.
 *
 * @param how in one word
 * @param body a value, a {@link CarriedError}, a {@link Cancellation} or a text, packed
 */
record Answer(How how, byte[] body) {

    enum How {
        /** It returned; for the actor: it was stopped, and is done. */
        VALUE,
        /** It raised an error. */
        FAILED,
        /** It was cancelled, or the actor was, and it has answered to that. */
        CANCELLED,
        /** The actor takes no more messages. */
        GONE,
        /** The handler has returned; the answer comes later. */
        RETURNED;

        private static final How[] ALL = values();
    }

    static Answer ofValue(@Nullable Object value, String what) {
        return new Answer(How.VALUE, Packed.pack(value, what));
    }

    static Answer failed(Throwable error) {
        return new Answer(How.FAILED, Packed.pack(CarriedError.of(error), "an error"));
    }

    static Answer cancelled(Cancellation why) {
        return new Answer(How.CANCELLED, Packed.pack(why, "a cancellation"));
    }

    static Answer gone(String why) {
        return new Answer(How.GONE, why.getBytes(Frame.TEXT));
    }

    static Answer of(Frame frame) {
        var all = frame.body();
        return new Answer(How.ALL[all[0]], Arrays.copyOfRange(all, 1, all.length));
    }

    Frame frame(Frame.Kind kind, long id) {
        var all = new byte[1 + body.length];
        all[0] = (byte) how.ordinal();
        System.arraycopy(body, 0, all, 1, body.length);
        return new Frame(kind, id, all);
    }

    @Nullable
    Object value(ClassLoader loader, String what) {
        return new Packed(body, loader).open(what);
    }

    Throwable error(ClassLoader loader) {
        var carried = new Packed(body, Answer.class.getClassLoader()).open("an error");
        return carried instanceof CarriedError error
                ? error.restored(loader)
                : new IllegalStateException("an error came from another JVM as " + carried);
    }

    Cancellation cancellation() {
        var why = new Packed(body, Answer.class.getClassLoader()).open("a cancellation");
        return why instanceof Cancellation cancellation
                ? cancellation
                : new Cancellation("it was cancelled in its JVM", String.valueOf(why));
    }

    String text() {
        return new String(body, Frame.TEXT);
    }
}
