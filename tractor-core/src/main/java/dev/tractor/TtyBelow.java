package dev.tractor;

import dev.tractor.spi.SessionLink;
import org.jspecify.annotations.Nullable;

/** The child JVM that a request for the terminal comes from; see {@link TtyAbove}. Nothing here waits. */
interface TtyBelow {

    /** The terminal is theirs. @param terminal this end of the session; null when the terminal is further above */
    void granted(@Nullable SessionLink terminal);

    /** There is no terminal to be had. */
    void refused(String why);

    /** Takes a message of a session to where its task is. */
    void hear(byte[] message);

    /** The session was broken off from where the terminal is. */
    void brokenOff(String why);
}
