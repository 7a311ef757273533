package dev.tractor.debug;

import dev.tractor.ActorTree.Kind;
import dev.tractor.debug.eval.Inspector;
import dev.tractor.debug.frames.CallStack;
import dev.tractor.debug.frames.CallStack.Place;
import dev.tractor.debug.frames.OtherStack;
import dev.tractor.spi.NodeHandle;
import java.util.List;

/**
 * The {@code actor} command: everything that can be seen of one actor or task from outside. It reads fields and stacks, and
 * runs no code of the user.
 */
final class ActorView {
    private static final int MOST_FRAMES = 20;
    private static final int MOST_VARIABLES = 8;
    private static final int MOST_FIELDS = 20;
    private static final int MOST_MESSAGES = 5;
    private static final int MOST_CHILDREN = 20;
    private static final String INDENT = "    ";

    private final Session session;
    private final NodeHandle node;
    private final Page page = new Page();

    private ActorView(Session session, NodeHandle node) {
        this.session = session;
        this.node = node;
    }

    /** The {@code actor} command. */
    static Reply show(Session session, String argument) {
        var name = argument.isEmpty() ? session.pause().actor() : argument;
        if (name.equals("/")) {
            return Reply.more("this session is in the root, which is no actor; \"actor NAME\" shows one, \"tree\" all");
        }
        var found = NodeNames.find(session.root(), name);
        var node = found.node();
        return Reply.more(node == null ? new Page().line(found.problem()) : new ActorView(session, node).draw());
    }

    private Page draw() {
        var head = node.kind() == Kind.TASK
                ? Page.start(Look.QUIET, "task ")
                        .append(Page.clean(node.name()))
                        .styled(Look.QUIET, " of ")
                        .styled(Look.ACTOR, Page.clean(node.path()))
                : Page.start(Look.ACTOR, node.path());
        head.append("  " + Page.clean(node.doing()));
        if (NodeNames.isSessionOf(node, session)) {
            head.styled(Look.HERE, "  this session");
        }
        page.fitted(head, session.width(), session.look());
        stack();
        if (node.kind() == Kind.ACTOR) {
            state();
            messages();
        }
        children();
        return page;
    }

    private void title(String text) {
        page.line(Page.start(Look.STRONG, "  " + text));
    }

    private void stack() {
        var thread = node.thread();
        if (thread == null) {
            title("stack: none here; its thread has not begun, or is in another JVM");
            return;
        }
        var stack = CallStack.of(thread);
        var places = stack.places();
        if (places.isEmpty()) {
            title("stack: none, its thread has ended");
        } else if (places.stream().noneMatch(place -> place.user())) {
            title("stack: no code of yours is running");
        } else {
            var why = withoutVariables(stack.view());
            title(why.isEmpty() ? "stack, with variables" : "stack, without variables: " + why);
            TaskStack.show(
                    session,
                    places,
                    MOST_FRAMES,
                    true,
                    why.isEmpty() ? this::variables : TaskStack.Detail.NONE,
                    INDENT,
                    page);
            if (stack.cut()) {
                page.line(Page.start(Look.QUIET, INDENT + session.look().ellipsis + " and further ones"));
            }
        }
    }

    /** {@return why the frames of a thread have no variables, and what would help; empty when they have} */
    private static String withoutVariables(OtherStack.View view) {
        return switch (view) {
            case READ -> "";
            case SELF -> "this session has stopped it, \"locals\" shows them";
            case LEVEL -> VariableTable.closed();
            case JDK -> "of tasks that wait they can be read on JDK 25, not on this one, which is " + Runtime.version();
            case PLATFORM -> "its thread is a platform thread; they can be read of virtual threads";
            case RUNNING, NONE ->
                "it is running; they can be read while it waits, and where it stops (\"break\", at level 3)";
            case PINNED ->
                "it waits in or below native code or a class initializer, where they cannot be read; a breakpoint"
                        + " there shows them";
            case FAILED -> "reading them went wrong; the logger tractor.console says how, at the level DEBUG";
        };
    }

    /** Adds the variables of one frame. The actor's own state comes below the stack, so it is left out here. */
    private void variables(Place place, Page page) {
        var frame = place.frame();
        if (frame == null) {
            return;
        }
        var rows = VariableTable.all(frame);
        if (frame.self() != null && frame.self() == node.state()) {
            rows.removeFirst();
        }
        var indent = INDENT + "     ";
        VariableTable.show(rows.subList(0, Math.min(rows.size(), MOST_VARIABLES)), session, indent, page);
        if (rows.size() > MOST_VARIABLES) {
            page.line(Page.start(
                    Look.QUIET, indent + session.look().ellipsis + " " + (rows.size() - MOST_VARIABLES) + " more"));
        }
        var remark = VariableTable.remark(frame);
        if (!remark.isEmpty()) {
            page.line(Page.start(Look.NOTICE, indent + remark));
        }
    }

    private void state() {
        var state = node.state();
        if (state == null) {
            title("state: none here; it is not made yet, gone, or in another JVM");
            return;
        }
        var lines = new Inspector(MOST_FIELDS, 1).dump(state).all();
        title("state: " + Page.clean(lines.getFirst()));
        for (var line : lines.subList(1, Math.min(lines.size(), MOST_FIELDS + 1))) {
            page.fitted(Page.start(Look.PLAIN, "  " + line), session.width(), session.look());
        }
        if (lines.size() > MOST_FIELDS + 1) {
            page.line(Page.start(Look.QUIET, INDENT + session.look().ellipsis + " more"));
        }
        session.evaluation().keep(state);
        page.line(Page.start(Look.QUIET, INDENT + "_ is this object; \"pp _\" shows all of it"));
    }

    private void messages() {
        var waiting = node.waiting(MOST_MESSAGES);
        title("mailbox: " + MailboxView.count(waiting.count()));
        MailboxView.letters(session, waiting, INDENT, page);
    }

    private void children() {
        List<NodeHandle> below = node.children();
        if (below.isEmpty()) {
            return;
        }
        title("below it");
        for (var child : below.subList(0, Math.min(below.size(), MOST_CHILDREN))) {
            page.fitted(line(child, INDENT), session.width(), session.look());
        }
        if (below.size() > MOST_CHILDREN) {
            page.line(Page.start(
                    Look.QUIET, INDENT + session.look().ellipsis + " " + (below.size() - MOST_CHILDREN) + " more"));
        }
    }

    /** {@return a node in one line, as the tree shows it} */
    static org.jline.utils.AttributedStringBuilder line(NodeHandle node, String indent) {
        var line = Page.start(Look.QUIET, indent);
        switch (node.kind()) {
            case ROOT, NURSERY -> line.styled(Look.QUIET, "nursery ").append(Page.clean(node.name()));
            case TASK -> line.styled(Look.QUIET, "task ").append(Page.clean(node.name()));
            case ACTOR -> line.styled(Look.ACTOR, Page.clean(node.path()));
        }
        var doing = node.doing();
        return doing.isEmpty() ? line : line.append("  " + Page.clean(doing));
    }
}
