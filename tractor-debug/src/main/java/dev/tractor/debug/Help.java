package dev.tractor.debug;

import java.util.List;
import org.jline.utils.AttributedStringBuilder;

/** The {@code help} command. */
final class Help {
    private static final int TEXT_WIDTH = 78;

    private Help() {}

    static Reply run(Session session, String argument) {
        var usable = Commands.usableAt(session.pause());
        return argument.isEmpty()
                ? Reply.more(all(usable))
                : Commands.named(argument, usable)
                        .map(command -> Reply.more(one(command)))
                        .orElseGet(() -> Reply.more(Commands.unknown(argument, session.pause())));
    }

    private static Page all(List<Command> usable) {
        var page = new Page();
        int names = usable.stream().mapToInt(c -> c.usage().length()).max().orElse(0);
        int aliases = usable.stream()
                .mapToInt(c -> String.join(" ", c.aliases()).length())
                .max()
                .orElse(0);
        for (var command : usable) {
            page.line(Page.start(Look.STRONG, "  " + padded(command.usage(), names))
                    .styled(Look.QUIET, "  " + padded(String.join(" ", command.aliases()), aliases) + "  ")
                    .append(command.summary()));
        }
        LevelNote.explain(page);
        return page;
    }

    private static Page one(Command command) {
        var head = Page.start(Look.STRONG, command.usage());
        if (!command.aliases().isEmpty()) {
            head.styled(Look.QUIET, "  also " + String.join(", ", command.aliases()));
        }
        var page = new Page().line(head);
        var line = new AttributedStringBuilder();
        for (var word : command.detail().split(" ", -1)) {
            if (line.length() + 1 + word.length() > TEXT_WIDTH) {
                page.line(line);
                line = new AttributedStringBuilder();
            }
            line.append(line.length() == 0 ? "  " : " ").append(word);
        }
        return page.line(line);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
