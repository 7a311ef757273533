package dev.tractor.debug;

import dev.tractor.ActorTree.Kind;
import dev.tractor.debug.text.Nearest;
import dev.tractor.spi.NodeHandle;
import dev.tractor.spi.RootHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds actors and tasks by what the user calls them: an actor by its path or the end of one, as long as only one has it; a
 * task by the path of its actor, a slash and its name, or the end of that, where no actor is meant.
 */
final class NodeNames {
    private static final String TASK = "task ";
    private static final int MOST_NAMED = 5;

    /** How many nodes a completion looks at: the user waits for it. */
    private static final int MOST_COMPLETED = 10_000;

    private static final int MOST_GUESSED = 2_000;

    private NodeNames() {}

    /** What was found, or what to tell the user instead. */
    record Found(@Nullable NodeHandle node, String problem) {}

    /** {@return the one that {@code name} means; of several actors with one path the oldest} */
    static Found find(RootHandle root, String name) {
        boolean onlyTasks = name.startsWith(TASK);
        var wanted = onlyTasks ? name.substring(TASK.length()).strip() : name;
        List<NodeHandle> actors = new ArrayList<>();
        List<NodeHandle> tasks = new ArrayList<>();
        each(root, Integer.MAX_VALUE, node -> {
            if (matches(label(node), wanted)) {
                (node.kind() == Kind.ACTOR ? actors : tasks).add(node);
            }
        });
        var found = actors.isEmpty() || onlyTasks ? tasks : actors;
        if (found.isEmpty()) {
            return new Found(null, none(root, name, wanted));
        }
        var exact = found.stream().filter(node -> label(node).equals(wanted)).findFirst();
        Set<String> labels = found.stream().map(NodeNames::label).collect(Collectors.toCollection(LinkedHashSet::new));
        if (exact.isPresent() || labels.size() == 1) {
            return new Found(exact.orElse(found.getFirst()), "");
        }
        var some = labels.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int left = labels.size() - MOST_NAMED;
        return new Found(
                null,
                "\"" + name + "\" may be " + some + (left > 0 ? " or " + left + " more" : "")
                        + "; write more of the path");
    }

    private static String none(RootHandle root, String name, String wanted) {
        List<String> ends = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        each(root, MOST_GUESSED, node -> {
            labels.add(label(node));
            ends.add(label(node).substring(label(node).lastIndexOf('/') + 1));
        });
        var near = Nearest.to(wanted.substring(wanted.lastIndexOf('/') + 1), ends)
                .map(end -> "; did you mean " + labels.get(ends.indexOf(end)) + "?")
                .orElse(";");
        return "nothing that runs is called \"" + name + "\"" + near + " \"tree\" shows all there is";
    }

    private static boolean matches(String label, String wanted) {
        return label.equals(wanted) || !wanted.startsWith("/") && label.endsWith("/" + wanted);
    }

    /** {@return the path of an actor; of a task, that of its actor and its name} */
    static String label(NodeHandle node) {
        var path = node.path();
        return node.kind() == Kind.ACTOR ? path : (path.equals("/") ? "/" : path + "/") + node.name();
    }

    /** {@return whether it is the actor, or the task of the root, that a session is in} */
    static boolean isSessionOf(NodeHandle node, Session session) {
        var pause = session.pause();
        return node.kind() == Kind.ACTOR
                ? node.path().equals(pause.actor())
                : node.path().equals(pause.actor()) && node.name().equals(pause.task());
    }

    /** {@return names that may follow a command, of actors and tasks: what begins with a slash, whole, else the last part} */
    static List<String> completions(RootHandle root, String begun) {
        Set<String> names = new LinkedHashSet<>();
        each(root, MOST_COMPLETED, node -> {
            var label = label(node);
            names.add(begun.startsWith("/") ? label : label.substring(label.lastIndexOf('/') + 1));
            if (begun.isEmpty()) {
                names.add(label);
            }
        });
        return names.stream().filter(name -> name.startsWith(begun)).toList();
    }

    /** Visits actors and tasks, at most so many nodes, parents before children, oldest first. */
    private static void each(RootHandle root, int most, java.util.function.Consumer<NodeHandle> visitor) {
        walk(root.nodes(), most, node -> {
            if (node.kind() == Kind.ACTOR || node.kind() == Kind.TASK) {
                visitor.accept(node);
            }
            return true;
        });
    }

    /** Visits nodes until {@code visitor} says that it is enough. By a queue: the tree may be thousands of levels deep. */
    static void walk(List<NodeHandle> from, int most, Predicate<NodeHandle> visitor) {
        var left = new ArrayDeque<>(from);
        for (int seen = 0; seen < most && !left.isEmpty(); seen++) {
            var node = left.removeFirst();
            if (!visitor.test(node)) {
                return;
            }
            node.children().reversed().forEach(left::addFirst);
        }
    }
}
