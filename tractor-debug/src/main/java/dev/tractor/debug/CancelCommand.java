package dev.tractor.debug;

import dev.tractor.ActorTree.Kind;
import dev.tractor.spi.NodeHandle;
import dev.tractor.spi.TtyWaiter;

/** The {@code cancel} command: one actor or task, for itself alone, and with all that is below it. */
final class CancelCommand {
    private CancelCommand() {}

    static Reply run(Session session, String argument) {
        if (argument.isEmpty()) {
            return Reply.more("\"cancel\" takes the name of an actor or task; \"tree\" shows them");
        }
        var found = NodeNames.find(session.root(), argument);
        var node = found.node();
        if (node == null) {
            return Reply.more(found.problem());
        }
        var label = (node.kind() == Kind.TASK ? "task " : "") + NodeNames.label(node);
        if (NodeNames.isSessionOf(node, session)) {
            return Reply.more(label + " is what this session is in, and is not cancelled from it; \"quit\" ends the"
                    + " session and fails the task");
        }
        var became = node.cancel("cancelled at the console", "the user");
        return Reply.more(new Page()
                .line(label + " "
                        + switch (became) {
                            case BEGUN ->
                                "is cancelled" + waits(session, node) + "; \"tree\" shows whether it has ended";
                            case PUT_OFF ->
                                "holds or waits for the terminal: it is left alone now, and cancelled when its session has"
                                        + " ended";
                            case CANCELLED_BEFORE -> "was cancelled before: " + node.doing();
                            case ENDED -> "has ended already";
                            case REFUSED -> "cannot be cancelled";
                        }));
    }

    /** What below it is not reached yet. */
    private static String waits(Session session, NodeHandle node) {
        if (node.kind() != Kind.ACTOR) {
            return "";
        }
        var left = session.root().terminalQueue().stream()
                .map(TtyWaiter::actor)
                .filter(actor -> actor.startsWith(node.path() + "/"))
                .distinct()
                .toList();
        return left.isEmpty()
                ? ""
                : ", but " + String.join(", ", left)
                        + (left.size() == 1 ? " holds or waits" : " hold or wait")
                        + " for the terminal and is left alone until that session has ended";
    }
}
