package dev.tractor;

import dev.tractor.spi.NodeHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The live tree as the console sees it: the same nodes as in a snapshot, looked at one by one. */
sealed interface LiveNode extends NodeHandle {

    /** The nurseries that no other contains. */
    static List<NodeHandle> topLevel(List<Nursery> nurseries) {
        return nurseries.stream()
                .<NodeHandle>map(nursery -> new OfNursery(nursery, true))
                .toList();
    }

    /** Adds the next nursery that is open inside {@code scope} on its strand; those inside that one are its children. */
    private static void nested(CancelScope scope, List<NodeHandle> to) {
        var nursery = TreeWalk.inside(scope);
        if (nursery != null) {
            to.add(new OfNursery(nursery, false));
        }
    }

    private static void childrenOf(Nursery nursery, List<NodeHandle> to) {
        nursery.children().forEach(child -> to.add(new OfChild(child)));
    }

    /** A block. Its owner is another node, but for one that no other contains. */
    record OfNursery(Nursery nursery, boolean topLevel) implements LiveNode {

        @Override
        public ActorTree.Kind kind() {
            return ActorTree.Kind.NURSERY;
        }

        @Override
        public String name() {
            return nursery.name();
        }

        @Override
        public String path() {
            return nursery.owner().actorPath();
        }

        @Override
        public String doing() {
            return Snapshots.doing(nursery, topLevel);
        }

        @Override
        public @Nullable Thread thread() {
            return topLevel ? nursery.owner().thread() : null;
        }

        @Override
        public @Nullable Object state() {
            return null;
        }

        @Override
        public Waiting waiting(int most) {
            return Waiting.NOTHING;
        }

        @Override
        public List<NodeHandle> children() {
            var below = new ArrayList<NodeHandle>();
            childrenOf(nursery, below);
            nested(nursery.scope, below);
            return below;
        }

        @Override
        public Cancelling cancel(String reason, String by) {
            return Cancelling.REFUSED;
        }
    }

    /** A task, a dialog or an actor. */
    record OfChild(Child child) implements LiveNode {

        @Override
        public ActorTree.Kind kind() {
            return child instanceof ActorCell<?> ? ActorTree.Kind.ACTOR : ActorTree.Kind.TASK;
        }

        @Override
        public String name() {
            return child instanceof ActorCell<?> actor ? actor.name : child.strand.name();
        }

        @Override
        public String path() {
            return child.strand.actorPath();
        }

        @Override
        public String doing() {
            return Snapshots.doing(child);
        }

        @Override
        public @Nullable Thread thread() {
            return child.strand.thread();
        }

        @Override
        public @Nullable Object state() {
            return child instanceof ActorCell<?> actor ? actor.stateHere() : null;
        }

        @Override
        public Waiting waiting(int most) {
            return child instanceof ActorCell<?> actor ? actor.mailbox.waiting(most) : Waiting.NOTHING;
        }

        @Override
        public List<NodeHandle> children() {
            var below = new ArrayList<NodeHandle>();
            var own = child instanceof ActorCell<?> actor ? actor.ownNurseryOrNull() : null;
            if (own != null) {
                childrenOf(own, below);
            }
            nested(child.strand.base, below);
            return below;
        }

        @Override
        public Cancelling cancel(String reason, String by) {
            if (child.over()) {
                return Cancelling.ENDED;
            }
            var base = child.strand.base;
            if (base.requested != null) {
                return Cancelling.CANCELLED_BEFORE;
            }
            var why = new Cancellation(reason, by);
            child.cancelForItself(why);
            var first = base.requested; // set at last in those that hold or wait for the terminal
            return first == why && base.cause != null || child.over()
                    ? Cancelling.BEGUN
                    : first == null || first == why ? Cancelling.PUT_OFF : Cancelling.CANCELLED_BEFORE;
        }
    }
}
