package dev.tractor.debug;

import java.util.List;

/** The commands of the console, for the tests of the pages. */
public final class CommandNames {
    private CommandNames() {}

    /** {@return the names of all, without their short forms} */
    public static List<String> all() {
        return Commands.ALL.stream().map(Command::name).toList();
    }
}
