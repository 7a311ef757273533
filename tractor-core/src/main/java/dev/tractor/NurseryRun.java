package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * The lambda form of a nursery's block. It sees how the body ended, which {@link Nursery#close()} cannot, and so knows what
 * to throw: the body's own error if it came first, with the children's suppressed, else the children's.
 */
final class NurseryRun {
    private final Nursery n;

    /** A block without a result as one with a result that nobody reads; no lambda, for those of a fresh JVM are slow. */
    record WithoutResult<X extends Exception>(ScopedAction<Nursery, X> body)
            implements ScopedBlock<Nursery, Boolean, X> {
        @Override
        public Boolean call(Nursery n) throws X, InterruptedException {
            body.run(n);
            return true;
        }
    }

    NurseryRun(Nursery n) {
        this.n = n;
    }

    <T, X extends Exception> T run(ScopedBlock<Nursery, T, X> body) throws X, InterruptedException {
        T result;
        try {
            result = body.call(n);
            n.join();
        } catch (Throwable t) {
            var instead = closeAfter(t);
            if (instead != null) {
                throw instead;
            }
            throw t;
        }
        n.forks.join(); // what others have forked since then is nothing the body could have joined
        n.close();
        return result;
    }

    /** Ends the block after its body or its join threw. @return what to throw instead, if anything */
    private @Nullable NurseryException closeAfter(Throwable thrown) {
        boolean bodyFirst = !n.failed();
        boolean answer = n.owner().cancelled() && Cancellation.answeredBy(thrown);
        if (bodyFirst && n.owner().foreign() && !answer) {
            Breakpoints.crashOfBlock(n.owner(), n.debug, thrown);
        }
        if (n.closed()) {
            return null; // the body closed it itself
        }
        var misuse = LeftOpen.close(n.scope);
        if (misuse != null) {
            thrown.addSuppressed(misuse);
        }
        n.leave(new Cancellation(
                "the body of its nursery threw " + Names.text(thrown), n.owner().toString()));
        if (!n.failed()) {
            return null;
        }
        if (bodyFirst && !answer) {
            n.failures.all().forEach(failure -> suppress(thrown, failure));
            return null;
        }
        n.failures.showCrash();
        if (thrown instanceof NurseryException group && group.isKnownTo(n.scope)) {
            if (!n.failures.told()) { // then it is an outer nursery's, which goes first
                suppress(thrown, n.failures.tell());
            }
            return null;
        }
        var failure = n.failures.tell();
        suppress(failure, thrown);
        return failure;
    }

    private static void suppress(Throwable primary, Throwable other) {
        if (primary != other) {
            primary.addSuppressed(other);
        }
    }
}
