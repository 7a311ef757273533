package dev.tractor.spi;

import org.jspecify.annotations.Nullable;

/**
 * How messages get from a sender to an actor. The test kit puts its own in between to lose, delay, repeat or break; without
 * one, core delivers each parcel at once, and makes none.
 */
public interface Link {

    /**
     * Takes a message over. Called on the thread that sends it, before anything else is done with it.
     *
     * @param parcel the message; it arrives when one of its methods for that is called
     * @throws InterruptedException when the sender is cancelled while it waits for room
     */
    void send(Parcel parcel) throws InterruptedException;

    /** A message on its way. */
    interface Parcel {

        /** What messages there are. */
        enum Kind {
            /** Wants an answer. */
            ASK,
            /** Wants none. */
            TELL,
            /** Opens a context; what its two sides say to each other then is not carried by the link. */
            OPEN,
            /** The answer to an ask, on its way back. */
            REPLY
        }

        /** {@return what it is} */
        Kind kind();

        /** {@return the path of the actor that sends it; {@code /} for the root's own code} */
        String from();

        /** {@return the path of the actor it is for; {@code /} for the root's own code} */
        String to();

        /** {@return the function to be run, the value answered, or the error answered} */
        @Nullable
        Object payload();

        /** Puts something else in it, before it is delivered. @param payload of the same kind */
        void replace(@Nullable Object payload);

        /**
         * Delivers it as an ordinary link does: a tell waits for room in the mailbox. Only on the thread that sends it, and
         * at most once.
         *
         * @throws InterruptedException when the sender is cancelled while it waits for room
         */
        void deliver() throws InterruptedException;

        /** Delivers it later, from any thread, without waiting for room; does nothing when the actor has ended. */
        void arrive();

        /** {@return the same message once more, to arrive by itself; an answer to it reaches nobody} Neither for replies nor for what
         * opens a context. */
        Parcel repeated();

        /** Tells the sender, or of a reply the asker, that it is lost. @param why for the message */
        void fail(String why);
    }
}
