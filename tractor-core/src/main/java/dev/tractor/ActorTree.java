package dev.tractor;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A snapshot of the live tree, or of a part of it: what {@link Tractor#tree()} returns.
 *
 * <p>It is weakly consistent: nobody is stopped while it is taken, so nodes that start or end meanwhile may be in it or
 * not; a parent is always read before its children. {@link #toString()} draws it, a line a node.
 *
 * @param kind what the node is
 * @param name its name within its parent
 * @param path the path of the actor it belongs to; {@code "/"} for the root's own nurseries and tasks
 * @param state what it is doing
 * @param detail one short phrase that says more, such as what it waits for; empty when there is nothing to say
 * @param children its children, oldest first
 */
public record ActorTree(Kind kind, String name, String path, State state, String detail, List<ActorTree> children)
        implements Serializable {

    /** What a node is. */
    public enum Kind {
        /** The root of the tree. */
        ROOT,
        /** A block that owns tasks and actors. */
        NURSERY,
        /** A task. */
        TASK,
        /** An actor. */
        ACTOR
    }

    /** What a node is doing. */
    public enum State {
        /** Created, its thread has not run yet. */
        STARTING,
        /** Runs user code, or waits in code that tractor does not know. */
        RUNNING,
        /** Waits in a call of tractor, or is an actor without a message. */
        WAITING,
        /** Holds or waits for the terminal. */
        PAUSED,
        /** Its cancellation was delivered and it has not ended yet. */
        CANCELLED
    }

    /** Makes an immutable copy of the list of children. */
    public ActorTree {
        children = List.copyOf(children);
    }

    /** {@return the tree drawn with one line a node, ending without a line break} */
    @Override
    public String toString() {
        var out = new StringBuilder();
        line(out);
        draw(out, "");
        return out.toString();
    }

    private void draw(StringBuilder out, String indent) {
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            out.append('\n').append(indent).append(last ? "└── " : "├── ");
            children.get(i).line(out);
            children.get(i).draw(out, indent + (last ? "    " : "│   "));
        }
    }

    private void line(StringBuilder out) {
        switch (kind) {
            case ROOT -> out.append(name);
            case NURSERY -> out.append("nursery ").append(name);
            case TASK -> out.append("task ").append(name);
            case ACTOR -> out.append(path);
        }
        var doing = doing();
        if (!doing.isEmpty()) {
            out.append("  ").append(doing);
        }
    }

    /** {@return what the node is doing, in one short phrase; empty for a root or a nursery with nothing to say} */
    public String doing() {
        return !detail.isEmpty() || kind == Kind.ROOT || kind == Kind.NURSERY
                ? detail
                : state.name().toLowerCase(Locale.ROOT);
    }
}
