package dev.tractor.test;

import dev.tractor.ActorTree;
import dev.tractor.spi.RootHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can be left below a root. */
final class LeakCheck {
    private LeakCheck() {}

    /** Everything that is alive below a root, a line each. */
    static List<String> below(RootHandle root) {
        var lines = new ArrayList<String>();
        addNodes(root.tree().children(), lines);
        for (var timer : root.timers()) {
            lines.add("timer: " + timer);
        }
        for (var waiter : root.terminalQueue()) {
            lines.add("request for the terminal by " + ScriptedConsole.name(waiter.actor(), waiter.task()));
        }
        for (var entry : root.registry()) {
            lines.add("in the registry: " + entry);
        }
        return List.copyOf(lines);
    }

    /** The nodes of the tree, a line each, parents first. */
    private static void addNodes(List<ActorTree> nodes, List<String> lines) {
        for (var node : nodes) {
            lines.add(describe(node));
            addNodes(node.children(), lines);
        }
    }

    private static String describe(ActorTree node) {
        var what = node.kind().name().toLowerCase(Locale.ROOT)
                + (node.kind() == ActorTree.Kind.ACTOR ? " " + node.path() : " " + node.name() + " of " + node.path());
        var detail = node.detail().isEmpty() ? "" : ": " + node.detail();
        return what + " (" + node.state().name().toLowerCase(Locale.ROOT) + detail + ")";
    }
}
