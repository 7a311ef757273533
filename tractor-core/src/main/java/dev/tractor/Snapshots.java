package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes snapshots of the live tree without stopping anyone. */
final class Snapshots {
    private Snapshots() {}

    static ActorTree of(String root, List<Nursery> topLevel) {
        var children = topLevel.stream().map(Snapshots::of).toList();
        return new ActorTree(ActorTree.Kind.ROOT, root, "/", ActorTree.State.RUNNING, "", children);
    }

    /** A task or an actor, with the nurseries open in its code and, for an actor, its own. */
    static ActorTree of(Strand strand, ActorTree.Kind kind, String name, @Nullable ActorCell<?> cell) {
        var state = state(strand);
        var detail = detail(strand, state, cell);
        var children = new ArrayList<ActorTree>();
        var own = cell == null ? null : cell.ownNurseryOrNull();
        if (own != null) {
            own.children().forEach(child -> children.add(child.tree()));
        }
        nested(strand.base, children);
        return new ActorTree(kind, name, strand.actorPath(), state, detail, children);
    }

    private static ActorTree of(Nursery nursery) {
        var children = new ArrayList<ActorTree>();
        nursery.children().forEach(child -> children.add(child.tree()));
        nested(nursery.scope, children);
        var why = nursery.cancelling();
        return new ActorTree(
                ActorTree.Kind.NURSERY,
                nursery.name(),
                nursery.owner().actorPath(),
                why == null ? ActorTree.State.RUNNING : ActorTree.State.CANCELLED,
                why == null ? "" : "cancelled: " + why,
                children);
    }

    /** Adds the next nursery that is open inside {@code scope} on its strand; the ones inside that one are its children. */
    private static void nested(CancelScope scope, List<ActorTree> children) {
        for (var s = scope.inner; s != null; s = s.inner) {
            if (s.nursery != null) {
                children.add(of(s.nursery));
                return;
            }
        }
    }

    private static ActorTree.State state(Strand strand) {
        if (strand.thread() == null) {
            return ActorTree.State.STARTING;
        }
        if (strand.atConsole || strand.waiting() instanceof TtyLock.Request) {
            return ActorTree.State.PAUSED;
        }
        if (strand.base.cause != null) {
            return ActorTree.State.CANCELLED;
        }
        return strand.waiting() != null ? ActorTree.State.WAITING : ActorTree.State.RUNNING;
    }

    private static String detail(Strand strand, ActorTree.State state, @Nullable ActorCell<?> cell) {
        var phrases = new ArrayList<String>(2);
        var why = strand.base.cause;
        if (state == ActorTree.State.CANCELLED && why != null) {
            phrases.add("cancelled by " + why.by());
        }
        if (strand.atConsole) {
            phrases.add("at the console");
        } else {
            var wait = strand.waiting();
            if (wait != null) {
                phrases.add("waits for " + wait);
            }
        }
        if (cell != null && cell.mailbox.size() > 0) {
            phrases.add(cell.mailbox.size() + " in its mailbox");
        }
        return String.join(", ", phrases);
    }

    // The same walk, in search of an actor.

    /** The oldest actor with this path; null when there is none. */
    static @Nullable ActorCell<?> find(String path, List<Nursery> nurseries) {
        for (var nursery : nurseries) {
            var found = find(path, nursery);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable ActorCell<?> find(String path, Nursery nursery) {
        for (var child : nursery.children()) {
            if (child instanceof ActorCell<?> actor) {
                if (actor.path.equals(path)) {
                    return actor;
                }
                var own = actor.ownNurseryOrNull();
                var below = own == null ? null : find(path, own);
                if (below != null) {
                    return below;
                }
            }
            var inside = findInside(path, child.strand.base);
            if (inside != null) {
                return inside;
            }
        }
        return findInside(path, nursery.scope);
    }

    private static @Nullable ActorCell<?> findInside(String path, CancelScope scope) {
        for (var s = scope.inner; s != null; s = s.inner) {
            if (s.nursery != null) {
                return find(path, s.nursery);
            }
        }
        return null;
    }
}
