package dev.tractor;

/** What a block of user code holds open: a nursery, or a context. Its failure cancels the block. */
abstract sealed class OpenBlock permits Nursery, Context {

    /** Whether it has failed, so that what the block calls is to throw {@link #told()}. */
    abstract boolean failed();

    /** A new exception that tells of the failure. */
    abstract RuntimeException told();

    /** Nobody will see {@code told}, which was about to be thrown in {@code scope}: if it told of a block, that is untold. */
    static void notTold(Exception told, CancelScope scope) {
        for (var s = scope; s != null; s = s.outer) {
            var block = s.block();
            if (block != null) {
                block.notTold(told);
            }
        }
    }

    /** Nobody will see {@code told}: if it told of this block, that is untold. */
    abstract void notTold(Exception told);

    /** Whether it has failed, and its owner was not told. */
    abstract boolean untold();

    /** What whoever has left it open can do about it; the end of a sentence. */
    abstract String advice();

    /** The strand that has opened it. */
    abstract Strand owner();

    /** Ends the block: cancels what it holds, waits for that, and leaves the scope. Nothing may be open in it. */
    abstract void leave(Cancellation why);
}
