package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes snapshots of the live tree without stopping anyone. */
final class Snapshots {
    /** How many stacks one snapshot looks at. A look takes tens of microseconds, and there may be a million tasks. */
    private static final int STACKS = 100;

    private int stacksLeft = STACKS;

    private Snapshots() {}

    static ActorTree of(String root, List<Nursery> topLevel) {
        var snapshot = new Snapshots();
        var children = topLevel.stream().map(snapshot::topLevel).toList();
        return new ActorTree(ActorTree.Kind.ROOT, root, "/", ActorTree.State.RUNNING, "", children);
    }

    /** What a strand does, as a phrase; empty when it runs, or cannot be seen to wait. Looks at its stack. */
    static String doing(Strand strand) {
        return new Snapshots().waits(strand);
    }

    /** What a task or an actor does, as the tree shows it. */
    static String doing(Child child) {
        var state = state(child.strand);
        var cell = child instanceof ActorCell<?> actor ? actor : null;
        var detail = new Snapshots().detail(child.strand, state, cell);
        return detail.isEmpty() ? state.name().toLowerCase(Locale.ROOT) : detail;
    }

    /** What there is to say of a nursery, as the tree shows it. */
    static String doing(Nursery nursery, boolean topLevel) {
        return new Snapshots().detail(nursery, topLevel);
    }

    /** A task or an actor, with the nurseries open in its code and, for an actor, its own. */
    private ActorTree node(Child child) {
        return child instanceof ActorCell<?> cell
                ? node(child.strand, ActorTree.Kind.ACTOR, cell.name, cell)
                : node(child.strand, ActorTree.Kind.TASK, child.strand.name(), null);
    }

    private ActorTree node(Strand strand, ActorTree.Kind kind, String name, @Nullable ActorCell<?> cell) {
        boolean paused = cell != null && cell.home.atTerminal();
        var state = paused ? ActorTree.State.PAUSED : state(strand);
        var detail = detail(strand, state, cell);
        var children = new ArrayList<ActorTree>();
        var own = cell == null ? null : cell.ownNurseryOrNull();
        if (own != null) {
            own.children().forEach(child -> children.add(node(child)));
        }
        nested(strand.base, children);
        return new ActorTree(kind, name, strand.actorPath(), state, detail, children);
    }

    private ActorTree topLevel(Nursery nursery) {
        return node(nursery, detail(nursery, true));
    }

    private ActorTree node(Nursery nursery, String detail) {
        var children = new ArrayList<ActorTree>();
        nursery.children().forEach(child -> children.add(node(child)));
        nested(nursery.scope, children);
        return new ActorTree(
                ActorTree.Kind.NURSERY,
                nursery.name(),
                nursery.owner().actorPath(),
                nursery.cancelling() == null ? ActorTree.State.RUNNING : ActorTree.State.CANCELLED,
                detail,
                children);
    }

    /** The owner of a nursery that no other contains is no node of the tree, so what it does is said here. */
    private String detail(Nursery nursery, boolean topLevel) {
        var phrases = new ArrayList<String>(2);
        var why = nursery.cancelling();
        if (why != null) {
            phrases.add("cancelled: " + why);
        }
        var ownerDoes = topLevel ? waits(nursery.owner()) : "";
        if (!ownerDoes.isEmpty()) {
            phrases.add(nursery.owner() + " " + ownerDoes);
        }
        return String.join("; ", phrases);
    }

    /** Adds the next nursery that is open inside {@code scope} on its strand; the ones inside that one are its children. */
    private void nested(CancelScope scope, List<ActorTree> children) {
        var nursery = TreeWalk.inside(scope);
        if (nursery != null) {
            children.add(node(nursery, detail(nursery, false)));
        }
    }

    static ActorTree.State state(Strand strand) {
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

    private String detail(Strand strand, ActorTree.State state, @Nullable ActorCell<?> cell) {
        var phrases = new ArrayList<String>(4);
        if (cell != null && !cell.home.where().isEmpty()) {
            phrases.add(cell.home.where());
        }
        var why = strand.base.cause;
        if (state == ActorTree.State.CANCELLED && why != null) {
            phrases.add("cancelled by " + why.by() + ": " + why.reason());
        }
        var waits = cell != null && cell.home.atTerminal() ? "" : waits(strand); // else what it does there says it
        if (state == ActorTree.State.RUNNING && !(waits.isEmpty() && phrases.isEmpty())) {
            phrases.add("running");
        }
        if (!waits.isEmpty()) {
            phrases.add(waits);
        }
        if (cell != null && cell.mailbox.size() > 0) {
            phrases.add(cell.mailbox.size() + " in its mailbox");
        }
        return String.join(", ", phrases);
    }

    private String waits(Strand strand) {
        if (strand.atConsole) {
            return "at the console";
        }
        var wait = strand.waiting();
        if (wait != null) {
            return "waits for " + wait;
        }
        var thread = strand.thread();
        return thread == null || !waits(thread.getState()) || stacksLeft-- <= 0 ? "" : waits(strand, thread);
    }

    private static boolean waits(Thread.State state) {
        return switch (state) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    /** Where a thread waits in code that is not ours. */
    private static String waits(Strand strand, Thread thread) {
        var stack = thread.getStackTrace();
        var left = Frames.leavesScopeOpen(stack) ? LeftBehind.innermost(strand) : null;
        if (left != null) {
            return "waits for the end of " + left + ", which it has left open";
        }
        var frame = Frames.innermostOfUser(stack);
        return frame == null ? "" : "waits at " + Frames.text(frame);
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
        var nursery = TreeWalk.inside(scope);
        return nursery == null ? null : find(path, nursery);
    }
}
