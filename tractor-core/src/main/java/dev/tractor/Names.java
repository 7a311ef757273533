package dev.tractor;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of actors, tasks and nurseries, and the paths made of them. */
final class Names {
    private Names() {}

    /** Refuses names that could not be read in a path. */
    static String checked(String what, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    "the name of " + article(what) + " is " + (name == null ? "null" : "blank")
                            + "; give it a word that finds it in the tree, such as \"orders\"");
        }
        if (name.indexOf('/') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name \"" + name + "\" of " + article(what)
                    + " holds a slash or a control character; slashes separate the names in a path");
        }
        return name;
    }

    /** A thread that core did not start; virtual ones may have no name. */
    static String of(Thread thread) {
        var name = thread.getName();
        return name.isEmpty() ? "#" + thread.threadId() : name;
    }

    static String path(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    /** A duration for messages: 1h30m, 0.05s. */
    static String text(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** An error for messages; the types of our own say nothing that their texts do not. */
    static String text(Throwable error) {
        try {
            return error instanceof ActorFailedException || error instanceof NurseryException
                    ? String.valueOf(error.getMessage())
                    : String.valueOf(error);
        } catch (Throwable t) { // user code may be broken in its errors too
            return error.getClass().getName() + ", whose message cannot be read because of a "
                    + t.getClass().getName();
        }
    }

    private static String article(String what) {
        return (what.startsWith("a") ? "an " : "a ") + what;
    }
}
