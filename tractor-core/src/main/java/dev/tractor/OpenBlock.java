package dev.tractor;

/** What a block of user code holds open: a nursery, or a context. Its failure cancels the block. */
abstract sealed class OpenBlock permits Nursery, Context {

    /** Whether it has failed, so that what the block calls is to throw {@link #told()}. */
    abstract boolean failed();

    /** A new exception that tells of the failure. */
    abstract RuntimeException told();

    /** Ends it because the code that opened it has left it open. @return an error that says so */
    abstract RuntimeException endLeftOpen();
}
