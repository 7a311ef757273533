package dev.tractor.debug;

import java.util.ArrayList;
import java.util.List;

/**
 * What is shown at each prompt. Kept for all sessions of a console, so that a breakpoint in a loop shows it again.
 *
 * <p>To be used by the task whose session is open; the tty lock hands it from one to the next.
 */
final class Displays {
    private final List<String> names = new ArrayList<>();

    /** The {@code display} command. */
    Reply add(Session session, String argument) {
        if (argument.isEmpty()) {
            return Reply.more(
                    names.isEmpty()
                            ? "nothing is displayed; \"display NAME\" shows a variable at each prompt"
                            : "displayed: " + String.join(", ", names));
        }
        if (Locals.named(session, argument).isEmpty()) {
            return Reply.more(
                    "there is no variable \"" + argument + "\" in this frame; \"locals\" shows those there are");
        }
        if (!names.contains(argument)) {
            names.add(argument);
        }
        return Reply.more(new Page()); // the prompt shows it
    }

    /** The {@code undisplay} command. */
    Reply remove(String argument) {
        if (argument.isEmpty()) {
            names.clear();
            return Reply.more("nothing is displayed any more");
        }
        return Reply.more(
                names.remove(argument)
                        ? "\"" + argument + "\" is displayed no more"
                        : "\"" + argument + "\" is not displayed"
                                + (names.isEmpty() ? "" : "; displayed: " + String.join(", ", names)));
    }

    /** Adds those that the frame has. */
    void show(Session session, Page page) {
        for (var name : names) {
            Locals.named(session, name).ifPresent(text -> page.fitted(text, session.width(), session.look()));
        }
    }
}
