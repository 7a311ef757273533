package dev.tractor.test;

import dev.tractor.ActorTree;
import dev.tractor.spi.RootHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What can be left below a root. */
final class LeakCheck {

    /** One look for each kind of thing, at most a line per thing. */
    private static final List<Function<RootHandle, List<String>>> KINDS = List.of(
            root -> nodes(root.tree().children()),
            root -> root.timers().stream().map(timer -> "timer: " + timer).toList(),
            root -> root.terminalQueue().stream()
                    .map(waiter -> "request for the terminal by " + ScriptedConsole.name(waiter.actor(), waiter.task()))
                    .toList(),
            root -> root.registry().stream()
                    .map(line -> "in the registry: " + line)
                    .toList());

    private LeakCheck() {}

    /** Everything that is alive below a root, a line each. */
    static List<String> below(RootHandle root) {
        return KINDS.stream().flatMap(kind -> kind.apply(root).stream()).toList();
    }

    /** The nodes of the tree, a line each, parents first. */
    private static List<String> nodes(List<ActorTree> nodes) {
        var lines = new ArrayList<String>();
        for (var node : nodes) {
            lines.add(describe(node));
            lines.addAll(nodes(node.children()));
        }
        return lines;
    }

    private static String describe(ActorTree node) {
        var what = node.kind().name().toLowerCase(Locale.ROOT)
                + (node.kind() == ActorTree.Kind.ACTOR ? " " + node.path() : " " + node.name() + " of " + node.path());
        var detail = node.detail().isEmpty() ? "" : ": " + node.detail();
        return what + " (" + node.state().name().toLowerCase(Locale.ROOT) + detail + ")";
    }
}
