package dev.tractor.debug;

import dev.tractor.ActorTree.Kind;
import dev.tractor.spi.NodeHandle;
import java.util.ArrayList;
import java.util.List;

/** The {@code actors} command: a line for each actor, in the order of the tree. */
final class ActorsView {
    private static final int MOST = 200;
    private static final int WIDEST_PATH = 40;

    private ActorsView() {}

    static Reply show(Session session) {
        List<NodeHandle> actors = new ArrayList<>();
        int[] left = {0};
        NodeNames.walk(session.root().nodes(), Integer.MAX_VALUE, node -> {
            if (node.kind() == Kind.ACTOR) {
                if (actors.size() < MOST) {
                    actors.add(node);
                } else {
                    left[0]++;
                }
            }
            return true;
        });
        var page = new Page();
        if (actors.isEmpty()) {
            return Reply.more(page.line("there are no actors"));
        }
        int paths = Math.min(
                WIDEST_PATH,
                actors.stream().mapToInt(actor -> actor.path().length()).max().orElse(0));
        for (var actor : actors) {
            page.fitted(
                    Page.start(Look.ACTOR, "  " + Page.clean(("%-" + paths + "s").formatted(actor.path())))
                            .append("  " + Page.clean(actor.doing())),
                    session.width(),
                    session.look());
        }
        if (left[0] > 0) {
            page.line(Page.start(Look.QUIET, "  " + session.look().ellipsis + " " + left[0] + " more actors"));
        }
        return Reply.more(page);
    }
}
