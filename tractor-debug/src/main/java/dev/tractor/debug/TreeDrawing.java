package dev.tractor.debug;

import dev.tractor.ActorTree;
import dev.tractor.spi.Pause;
import java.util.stream.IntStream;
import org.jline.utils.AttributedStyle;

/** The {@code tree} command: everything below the root, with the session's actor marked. */
final class TreeDrawing {
    /** A node shows at most this many children beside those that lead to the session's actor. */
    private static final int MOST_CHILDREN = 25;

    private final Session session;
    private final Pause pause;
    private final Look look;
    private final int width;
    private final Page page = new Page();

    private TreeDrawing(Session session) {
        this.session = session;
        pause = session.pause();
        look = session.look();
        width = session.width();
    }

    static Page page(Session session) {
        return new TreeDrawing(session).draw();
    }

    private Page draw() {
        var tree = session.root().tree();
        node(tree, "");
        children(tree, "");
        return page;
    }

    private void children(ActorTree parent, String indent) {
        var shown = parent.children();
        int left = 0;
        if (shown.size() > MOST_CHILDREN) {
            var all = shown;
            shown = IntStream.range(0, all.size())
                    .filter(i -> i < MOST_CHILDREN || leadsHere(all.get(i)))
                    .mapToObj(all::get)
                    .toList();
            left = all.size() - shown.size();
        }
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1 && left == 0;
            node(shown.get(i), indent + (last ? look.lastBranch : look.branch));
            children(shown.get(i), indent + (last ? " ".repeat(look.trunk.length()) : look.trunk));
        }
        if (left > 0) {
            page.line(Page.start(Look.QUIET, indent + look.lastBranch + look.ellipsis + " " + left + " more"));
        }
    }

    private boolean here(ActorTree node) {
        return switch (node.kind()) {
            case ACTOR -> node.path().equals(pause.actor());
            case ROOT -> pause.actor().equals("/");
            case NURSERY, TASK -> false;
        };
    }

    private boolean leadsHere(ActorTree node) {
        return here(node) || node.children().stream().anyMatch(this::leadsHere);
    }

    private void node(ActorTree node, String indent) {
        boolean here = here(node);
        var line = Page.start(Look.QUIET, indent);
        switch (node.kind()) {
            case ROOT -> line.styled(Look.STRONG, Page.clean(node.name()));
            case NURSERY -> line.styled(Look.QUIET, "nursery ").append(Page.clean(node.name()));
            case TASK -> line.styled(Look.QUIET, "task ").append(Page.clean(node.name()));
            case ACTOR -> line.styled(Look.ACTOR, Page.clean(node.path()));
        }
        if (!node.doing().isEmpty()) {
            line.append("  ").styled(colour(node.state()), Page.clean(node.doing()));
        }
        if (here) {
            line.styled(Look.HERE, "  " + (look == Look.UNICODE ? "◀" : "<") + " here");
        }
        page.fitted(line, width, look);
    }

    private static AttributedStyle colour(ActorTree.State state) {
        return switch (state) {
            case STARTING, WAITING -> Look.QUIET;
            case RUNNING -> Look.PLAIN;
            case PAUSED -> Look.NOTICE;
            case CANCELLED -> Look.CRASH;
        };
    }
}
