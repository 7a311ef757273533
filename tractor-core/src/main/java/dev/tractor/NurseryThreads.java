package dev.tractor;

import dev.tractor.internal.StructuredScope;
import org.jspecify.annotations.Nullable;

/**
 * Starts the threads of one nursery's children and contains them. The owner of a block forks for itself, and the {@link
 * Keeper} for everybody else; an actor's own nursery has a keeper alone, hosted by the nursery that the actor is in. Where
 * only the owner forks there is no keeper until there is an actor, whose own nursery and dialogs may need one.
 */
final class NurseryThreads {
    private final Strand owner;
    final Keeper keeper;

    /** Contains the threads that the owner forks, the keeper's among them; null for an actor's own nursery. */
    private final @Nullable StructuredScope scope;

    /** Whether user code forks and starts on the owner's thread only. */
    private final boolean ownerOnly;

    private NurseryThreads(Strand owner, Keeper keeper, @Nullable StructuredScope scope, boolean ownerOnly) {
        this.owner = owner;
        this.keeper = keeper;
        this.scope = scope;
        this.ownerOnly = ownerOnly;
    }

    /** Those of a block; called by its owner. */
    static NurseryThreads ofBlock(Strand owner, String name, boolean ownerOnly) {
        var scope = StructuredScope.open(name, owner.root.threads);
        var keeper = new Keeper(name, owner.root.threads);
        if (!ownerOnly) {
            var _ = keeper.begin(scope);
        }
        return new NurseryThreads(owner, keeper, scope, ownerOnly);
    }

    /** Those of an actor's own nursery, to be hosted. */
    static NurseryThreads ofActor(Strand owner, String name) {
        var keeper = new Keeper(name, owner.root.threads);
        keeper.beginElsewhere();
        return new NurseryThreads(owner, keeper, null, false);
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

    /** Refuses a fork or a start that user code may not do here, before anything is begun. */
    void requireForker(String what, Nursery nursery) {
        if (ownerOnly && !owner.isCurrentThread()) {
            throw new IllegalStateException(
                    "cannot " + what + " in " + nursery + " here: it was opened with ownerOnly(),"
                            + " so only " + owner + ", which opened it, may; this is " + Strand.currentName()
                            + ". Open it without ownerOnly(), or have its owner do it");
        }
    }

    /** Starts a child; tells it when no thread can be had, and throws that on the owner's thread. */
    void launch(Child child) {
        if (scope != null && owner.isCurrentThread()) {
            try {
                if (ownerOnly) {
                    launchHere(child, scope, keeper);
                    return;
                }
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

    /**
     * Whether the JDK wakes the owner when the last thread of the block has ended, a moment after its child has: then to wake
     * it before would only have it wait twice.
     */
    boolean wakesOwner() {
        return ownerOnly && !keeper.begun();
    }

    private static void launchHere(Child child, StructuredScope scope, Keeper keeper) {
        boolean begun = !(child instanceof ActorCell<?>) || keeper.begin(scope);
        if (!begun || !scope.fork(child)) {
            throw new IllegalStateException("cannot start " + child + " in " + child.nursery
                    + " here: it was opened with ownerOnly(), outside of the ScopedValue.where(...) that this code is in."
                    + " Open it without ownerOnly(), or start its children outside of the binding");
        }
    }

    /** Starts the keeper of a nursery that belongs to one of the children. */
    void host(NurseryThreads guest) {
        keeper.host(guest.keeper);
    }

    /** Waits until every thread has ended; the children have. A keeper alone is left to its host, which waits for it. */
    void close() {
        keeper.dismiss();
        if (ownerOnly) {
            keeper.awaitOwnThread();
        }
        if (scope != null) {
            scope.close();
        }
    }
}
