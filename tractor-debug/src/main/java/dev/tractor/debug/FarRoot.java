package dev.tractor.debug;

import dev.tractor.ActorTree;
import dev.tractor.spi.NodeHandle;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of a child JVM in a session: it acts on this JVM, but the tree and the queue it shows are those of the whole, as far
 * as the JVM with the terminal and this one know them. For the paused task's thread.
 */
final class FarRoot implements RootHandle {
    private final RootHandle here;
    private final FarTerminal terminal;

    FarRoot(RootHandle here, FarTerminal terminal) {
        this.here = here;
        this.terminal = terminal;
    }

    /** What only this JVM knows is put below the actor that stands for it, or that its own one is nearest to. */
    @Override
    public ActorTree tree() {
        var local = here.tree();
        var whole = terminal.tree();
        var own = firstActor(local);
        if (whole == null || own == null) {
            return whole == null ? local : whole;
        }
        var place = nearest(whole, own.path());
        return place == null ? whole : replaced(whole, place, own);
    }

    private static @Nullable ActorTree firstActor(ActorTree node) {
        if (node.kind() == ActorTree.Kind.ACTOR) {
            return node;
        }
        for (var child : node.children()) {
            var found = firstActor(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The deepest actor that is the one with the path, or above it. */
    private static @Nullable ActorTree nearest(ActorTree node, String path) {
        for (var child : node.children()) {
            var found = nearest(child, path);
            if (found != null) {
                return found;
            }
        }
        boolean above = node.path().equals(path) || path.startsWith(node.path() + "/");
        return node.kind() == ActorTree.Kind.ACTOR && above ? node : null;
    }

    private static ActorTree replaced(ActorTree node, ActorTree place, ActorTree own) {
        var children = new ArrayList<ActorTree>();
        if (node != place) {
            node.children().forEach(child -> children.add(replaced(child, place, own)));
            return with(node, node.detail(), children);
        }
        children.addAll(node.children());
        if (!place.path().equals(own.path())) {
            children.add(own);
            return with(node, node.detail(), children);
        }
        children.addAll(own.children());
        return with(node, node.detail(), children);
    }

    private static ActorTree with(ActorTree node, String detail, List<ActorTree> children) {
        return new ActorTree(node.kind(), node.name(), node.path(), node.state(), detail, children);
    }

    @Override
    public List<TtyWaiter> terminalQueue() {
        return terminal.queue();
    }

    @Override
    public boolean endStep() {
        return here.endStep();
    }

    /** Those of this JVM. */
    @Override
    public List<NodeHandle> nodes() {
        return here.nodes();
    }

    @Override
    public void cancel(Throwable why) {
        here.cancel(why);
    }

    @Override
    public boolean kill(String path, Throwable why) {
        return here.kill(path, why);
    }

    @Override
    public Entry enter() {
        return here.enter();
    }

    @Override
    public List<String> timers() {
        return here.timers();
    }

    @Override
    public List<String> registry() {
        return here.registry();
    }

    @Override
    public void close() {
        here.close();
    }
}
