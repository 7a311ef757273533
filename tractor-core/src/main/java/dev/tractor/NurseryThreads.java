package dev.tractor;

import dev.tractor.internal.StructuredScope;
import org.jspecify.annotations.Nullable;

/**
 * Starts the threads of one nursery's children and contains them. The owner of a block forks for itself, and the {@link
 * Keeper} for everybody else; an actor's own nursery has a keeper alone, hosted by the nursery that the actor is in.
 */
final class NurseryThreads {
    private final Strand owner;
    final Keeper keeper;

    /** Contains the threads that the owner forks, the keeper's among them; null for an actor's own nursery. */
    private final @Nullable StructuredScope scope;

    private NurseryThreads(Strand owner, Keeper keeper, @Nullable StructuredScope scope) {
        this.owner = owner;
        this.keeper = keeper;
        this.scope = scope;
    }

    /** Those of a block; called by its owner. */
    static NurseryThreads ofBlock(Strand owner, String name) {
        var scope = StructuredScope.open(name, owner.root.threads);
        var keeper = new Keeper(name, owner.root.threads);
        scope.fork(keeper);
        return new NurseryThreads(owner, keeper, scope);
    }

    /** Those of an actor's own nursery, to be hosted. */
    static NurseryThreads ofActor(Strand owner, String name) {
        return new NurseryThreads(owner, new Keeper(name, owner.root.threads), null);
    }

    /** Whether these are a block's, which its owner joins and closes. */
    boolean ofBlock() {
        return scope != null;
    }

    /** Refuses what only the owner of a block may do with it. */
    void requireOwner(String what, Nursery nursery) {
        if (!ofBlock()) {
            throw new IllegalStateException(
                    "cannot " + what + " " + nursery + " here: an actor's own nursery ends with the actor");
        }
        if (!owner.isCurrentThread()) {
            throw new IllegalStateException("cannot " + what + " " + nursery + " here: only " + owner
                    + ", which opened it, may " + what + " it; this is " + Strand.currentName());
        }
    }

    /** Starts a child; tells it when no thread can be had, and throws that on the owner's thread. */
    void launch(Child child) {
        if (scope != null && owner.isCurrentThread()) {
            try {
                if (scope.fork(child)) {
                    return;
                }
            } catch (Throwable t) {
                child.neverStarted(t);
                throw t;
            }
        }
        // another thread; or the owner inside a ScopedValue binding, where the keeper has the bindings that count
        keeper.fork(child);
    }

    /** Starts the keeper of a nursery that belongs to one of the children. */
    void host(NurseryThreads guest) {
        keeper.host(guest.keeper);
    }

    /** Waits until every thread has ended; the children have. A keeper alone is left to its host, which waits for it. */
    void close() {
        keeper.dismiss();
        if (scope != null) {
            scope.close();
        }
    }
}
