package dev.tractor.debug.frames;

/** How far the value of a {@link Variable} can be trusted. */
public enum Certainty {
    /** It is the value. */
    SURE,
    /**
     * It reads as zero or null, and that may be because the JIT compiler has dropped a value that the code needs no more, or
     * has taken an object to pieces.
     */
    MAYBE_OPTIMISED_OUT,
    /** It was not read; the value means nothing. */
    NOT_READ
}
