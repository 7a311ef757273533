package dev.tractor.spi;

/**
 * One end of a console session whose task and whose terminal are in two JVMs. It carries messages both ways, in order; what is in
 * them is the business of the two consoles. Thread-safe; nothing here waits.
 */
public interface SessionLink {

    /** {@return whose session it is} */
    TtyWaiter task();

    /** Sends a message; it is lost when the other end is gone. @param message not to be changed any more */
    void send(byte[] message);

    /**
     * Says who takes what comes from now on, and has come so far. Once.
     *
     * @param receiver is called by one thread at a time, and must not wait
     */
    void receive(Receiver receiver);

    /** Ends the session for the other end, if it is not over there. @param why a sentence without its full stop */
    void breakOff(String why);

    /** Takes what comes. */
    interface Receiver {

        /** A message has come. @param message what the other end has sent */
        void received(byte[] message);

        /** There will come no more: the other end is gone, or has broken off. @param why a sentence without its full stop */
        void brokenOff(String why);
    }
}
