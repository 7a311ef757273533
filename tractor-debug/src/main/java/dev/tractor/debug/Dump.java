package dev.tractor.debug;

import dev.tractor.debug.frames.CallStack.Place;
import dev.tractor.spi.NodeHandle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The {@code dump} command: the tree with the stack of each task; a part of it on the screen, or all of it in a file. */
final class Dump {
    /** A stack on the screen is short, and there are not too many. */
    private static final int SCREEN_NODES = 30;

    private static final int SCREEN_FRAMES = 6;

    private Dump() {}

    /** A node, and how far it is indented. */
    private record At(NodeHandle node, int depth) {}

    static Reply run(Session session, String argument) {
        return Reply.more(argument.isEmpty() ? screen(session) : file(session, argument));
    }

    private static Page screen(Session session) {
        var page = new Page();
        int left = walk(session.root().nodes(), SCREEN_NODES, at -> {
            var indent = "  ".repeat(at.depth());
            page.fitted(ActorView.line(at.node(), indent), session.width(), session.look());
            var places = stack(at.node());
            if (places.stream().anyMatch(Place::user)) {
                TaskStack.show(session, places, SCREEN_FRAMES, false, TaskStack.Detail.NONE, indent + "    ", page);
            }
            return true;
        });
        if (page.isEmpty()) {
            page.line("nothing runs below the root");
        }
        if (left > 0) {
            page.line(Page.start(Look.QUIET, "more than " + SCREEN_NODES + " nodes; \"dump FILE\" writes all of them"));
        }
        return page;
    }

    private static List<Place> stack(NodeHandle node) {
        var thread = node.thread();
        return thread == null ? List.of() : TaskStack.of(thread);
    }

    /** Writes the whole tree. It may be large, so ctrl-c ends it. */
    private static Page file(Session session, String name) {
        var page = new Page();
        int[] nodes = {0};
        session.running().begin("dump " + name);
        boolean whole = false;
        try {
            var path = Path.of(name);
            try (var out = new PrintWriter(
                    Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW))) {
                int left = walk(session.root().nodes(), Integer.MAX_VALUE, at -> {
                    nodes[0]++;
                    write(at, out);
                    return !Thread.currentThread().isInterrupted();
                });
                whole = left == 0;
                if (out.checkError()) {
                    return page.line("writing " + path + " failed after " + nodes[0] + " nodes; is the disk full?");
                }
            }
            page.line((whole ? "wrote " : "stopped by ctrl-c after ")
                    + nodes[0]
                    + (nodes[0] == 1 ? " node" : " nodes")
                    + (whole ? " to " : "; the first are in ")
                    + path.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            page.line(name + " is there already and is left as it is; name a new file");
        } catch (IOException | InvalidPathException e) {
            page.line("cannot write to " + name + ": " + e);
        } finally {
            if (session.running().end()) {
                boolean ours = Thread.interrupted();
                assert ours || !Thread.currentThread().isInterrupted();
            }
        }
        return page;
    }

    private static void write(At at, PrintWriter out) {
        var indent = "  ".repeat(at.depth());
        out.println(ActorView.line(at.node(), indent).toString());
        var thread = at.node().thread();
        if (thread == null) {
            return;
        }
        out.println(indent + "    thread #" + thread.threadId() + " " + Page.clean(thread.getName()) + " "
                + thread.getState());
        for (var frame : thread.getStackTrace()) {
            out.println(indent + "      at " + Page.clean(frame.toString()));
        }
    }

    /** Looks at nodes. */
    private interface Visitor {
        /** {@return whether to go on} */
        boolean visit(At at);
    }

    /** {@return how many nodes that are known of were not visited} By a stack of its own: trees may be deep. */
    private static int walk(List<NodeHandle> from, int most, Visitor visitor) {
        var left = new ArrayDeque<At>();
        from.forEach(node -> left.addLast(new At(node, 0)));
        for (int seen = 0; seen < most && !left.isEmpty(); seen++) {
            var at = left.removeFirst();
            List<NodeHandle> below = new ArrayList<>(at.node().children());
            below.reversed().forEach(node -> left.addFirst(new At(node, at.depth() + 1)));
            if (!visitor.visit(at)) {
                return Math.max(1, left.size());
            }
        }
        return left.size();
    }
}
