package dev.tractor.debug;

import dev.tractor.ActorTree.Kind;
import dev.tractor.spi.NodeHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jline.utils.AttributedStringBuilder;

/** The {@code mailbox} command: the messages that wait for an actor, and who sent them. */
final class MailboxView {
    private static final int MOST_MESSAGES = 50;
    private static final int MOST_ACTORS = 50;
    private static final String LAMBDA = "$$Lambda";

    private MailboxView() {}

    /** The {@code mailbox} command. Without a name it shows where messages wait. */
    static Reply show(Session session, String argument) {
        if (argument.isEmpty()) {
            return Reply.more(overview(session));
        }
        var found = NodeNames.find(session.root(), argument);
        var node = found.node();
        if (node == null) {
            return Reply.more(found.problem());
        }
        if (node.kind() != Kind.ACTOR) {
            return Reply.more("task " + NodeNames.label(node) + " has no mailbox, only actors have one; \"actor "
                    + argument + "\" shows what it does");
        }
        var waiting = node.waiting(MOST_MESSAGES);
        var page = new Page()
                .line(Page.start(Look.ACTOR, node.path()).append("  " + count(waiting.count()) + ", oldest first"));
        letters(session, waiting, "  ", page);
        return Reply.more(page);
    }

    private static Page overview(Session session) {
        record Full(String path, int count) {}
        List<Full> full = new ArrayList<>();
        NodeNames.walk(session.root().nodes(), Integer.MAX_VALUE, node -> {
            int count = node.waiting(0).count();
            if (count > 0) {
                full.add(new Full(node.path(), count));
            }
            return true;
        });
        full.sort(Comparator.comparingInt(Full::count).reversed());
        var page = new Page();
        if (full.isEmpty()) {
            return page.line("no messages wait, in no mailbox");
        }
        for (var each : full.subList(0, Math.min(full.size(), MOST_ACTORS))) {
            page.fitted(
                    Page.start(Look.PLAIN, "  %6d  ".formatted(each.count()))
                            .styled(Look.ACTOR, Page.clean(each.path())),
                    session.width(),
                    session.look());
        }
        if (full.size() > MOST_ACTORS) {
            page.line(Page.start(
                    Look.QUIET,
                    "  " + session.look().ellipsis + " " + (full.size() - MOST_ACTORS) + " more mailboxes"));
        }
        return page;
    }

    static String count(int messages) {
        return messages == 0 ? "nothing waits" : messages == 1 ? "1 message waits" : messages + " messages wait";
    }

    /** Adds a line for each of the messages, and one for those that are left out. */
    static void letters(Session session, NodeHandle.Waiting waiting, String indent, Page page) {
        int number = 1;
        for (var letter : waiting.oldest()) {
            page.fitted(letter(letter, indent, number++), session.width(), session.look());
        }
        int left = waiting.count() - waiting.oldest().size();
        if (left > 0 && !waiting.oldest().isEmpty()) {
            page.line(Page.start(Look.QUIET, indent + session.look().ellipsis + " " + left + " more"));
        }
    }

    private static AttributedStringBuilder letter(NodeHandle.Letter letter, String indent, int number) {
        var line = Page.start(Look.QUIET, indent + "%2d  ".formatted(number))
                .append("%-4s".formatted(letter.kind()))
                .styled(Look.QUIET, " from ")
                .styled(Look.ACTOR, Page.clean(letter.sender()));
        var blocked = letter.blocked();
        if (blocked != null) {
            var at =
                    TaskStack.of(blocked).stream().filter(place -> place.user()).findFirst();
            line.styled(Look.QUIET, letter.admitted() ? ", who waits for the answer" : ", who waits for room");
            at.ifPresent(place -> line.styled(Look.QUIET, " at ").append(Stack.name(place.element(), false)));
        } else {
            var code = letter.code().getName();
            int lambda = code.indexOf(LAMBDA);
            var of = lambda < 0 ? code : code.substring(0, lambda);
            // the class of a snippet has a name that says nothing to a user
            line.styled(Look.QUIET, ", code ")
                    .append(of.contains("$$E") ? "entered at a prompt" : "of " + Page.clean(of));
        }
        return line;
    }
}
