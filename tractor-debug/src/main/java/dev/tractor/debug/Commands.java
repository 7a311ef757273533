package dev.tractor.debug;

import static dev.tractor.debug.Command.Scope.ALWAYS;
import static dev.tractor.debug.Command.Scope.CRASH;

import dev.tractor.debug.text.Nearest;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands there are. Dispatch, help and completion all read this one table.
 */
final class Commands {

    /** In the order help lists them. */
    static final List<Command> ALL = concat(
            concat(concat(FrameCommands.ALL, StepCommands.ALL), concat(TreeCommands.ALL, Entries.ALL)),
            List.of(
                    new Command(
                            "p",
                            List.of(),
                            "[expression]",
                            "evaluate Java, and show the value in a line",
                            "Evaluates an expression or statements in the frame, on the paused task's own thread, with"
                                    + " everything private in reach. What is no command is evaluated without p, too."
                                    + " Variables, methods, types and imports that are declared stay for the session; _ is"
                                    + " the last value and _ex the last exception. Assigning to a field changes the"
                                    + " program; assigning to a variable changes a copy, but at level 3 the variable itself"
                                    + " when it is one of the innermost frame of yours. Values are shown"
                                    + " without running your code. ctrl-c interrupts an evaluation. Needs a JDK.",
                            ALWAYS,
                            (session, argument) -> session.evaluation().line(argument)),
                    new Command(
                            "pp",
                            List.of(),
                            "[expression]",
                            "evaluate Java, and show what is in the value",
                            "Evaluates as p does, and shows the fields or elements of the value, and of what is in these,"
                                    + " a line each. Without an expression it shows the next lines of the last one.",
                            ALWAYS,
                            (session, argument) -> session.evaluation().lines(argument)),
                    new Command(
                            "queue",
                            List.of(),
                            "",
                            "show who waits for the terminal",
                            "Shows who has the terminal and who waits for it, in the order they get it.",
                            ALWAYS,
                            (session, _) -> Reply.more(Queue.page(session))),
                    new Command(
                            "error",
                            List.of(),
                            "",
                            "show the error in full",
                            "Shows the stack trace of the error with its causes and what it suppressed.",
                            CRASH,
                            (session, _) -> Reply.more(ErrorTrace.page(session.pause()))),
                    new Command(
                            "continue",
                            List.of("c"),
                            "",
                            "go on (also ctrl-d)",
                            "Ends the session. After a breakpoint the task goes on; after a crash its error leaves the task,"
                                    + " unless the program has caught it.",
                            ALWAYS,
                            (_, _) -> Reply.done(new Page(), Resumption.CONTINUE)),
                    new Command(
                            "quit",
                            List.of("q"),
                            "",
                            "end the session and fail the task",
                            "Ends the session. At a breakpoint it raises a BreakpointQuitException in the task;"
                                    + " after a crash it is the same as continue.",
                            ALWAYS,
                            (_, _) -> Reply.done(new Page(), Resumption.QUIT)),
                    new Command(
                            "help",
                            List.of("h", "?"),
                            "[command]",
                            "show the commands, or more about one",
                            "Shows the commands, or more about one. Every command may be shortened while it stays unique.",
                            ALWAYS,
                            Help::run)));

    /** What follows a command that takes the path of an actor or a file, and is no operator then. */
    private static final Pattern PATH = Pattern.compile("\\.{0,2}/[\\w.]");

    private Commands() {}

    private static List<Command> concat(List<Command> first, List<Command> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** {@return those that can be used at this pause} */
    static List<Command> usableAt(Pause pause) {
        return ALL.stream().filter(command -> command.usableAt(pause)).toList();
    }

    /** {@return the commands that {@code word} may mean: one when it is a name, an alias or a unique beginning} */
    static List<Command> matching(String word, List<Command> usable) {
        var exact = usable.stream()
                .filter(c -> c.name().equals(word) || c.aliases().contains(word))
                .toList();
        return exact.isEmpty()
                ? usable.stream().filter(c -> c.name().startsWith(word)).toList()
                : exact;
    }

    /** Carries out one line. */
    static Reply run(Session session, String line) {
        var words = line.strip().split("\\s+", 2);
        if (words[0].isEmpty()) {
            return Reply.more(new Page());
        }
        var usable = usableAt(session.pause());
        var found = matching(words[0].toLowerCase(Locale.ROOT), usable);
        if (found.size() != 1) {
            return found.isEmpty() ? session.evaluation().evaluate(line) : Reply.more(ambiguous(words[0], found));
        }
        var command = found.getFirst();
        var argument = words.length == 2 ? words[1].strip() : "";
        if (isJava(line, session.pause()) && !command.aboutJava()) {
            return session.evaluation().evaluate(line);
        }
        return command.argument().isEmpty() && !argument.isEmpty()
                ? Reply.more("\"" + command.name() + "\" stands alone; enter it without \"" + argument + "\"")
                : command.action().run(session, argument);
    }

    /** {@return whether a text is Java: no command has such a name, or what follows it can only be Java} */
    static boolean isJava(String text, Pause pause) {
        var words = text.strip().split("\\s+", 2);
        if (words[0].isEmpty()) {
            return false;
        }
        var found = matching(words[0].toLowerCase(Locale.ROOT), usableAt(pause));
        if (found.isEmpty()) {
            return true;
        }
        if (found.size() == 1 && found.getFirst().aboutJava()) {
            return words.length == 2;
        }
        var rest = words.length == 2 ? words[1] : "";
        if (found.size() == 1
                && found.getFirst().aboutPaths()
                && PATH.matcher(rest).lookingAt()) {
            return false;
        }
        boolean operator = !rest.isEmpty() && "=+-*/%&|^<>.([{?:!;,".indexOf(rest.charAt(0)) >= 0;
        boolean number = rest.length() > 1 && rest.charAt(0) == '-' && Character.isDigit(rest.charAt(1));
        boolean type = !rest.isEmpty() && !words[0].equals(words[0].toLowerCase(Locale.ROOT));
        return operator && !number && !rest.equals("?") || type;
    }

    /** {@return the Java in a text, at the same place in it: without the command that it may be an argument of} */
    static String expression(String text) {
        int start = text.length() - text.stripLeading().length();
        for (var command : List.of("pp", "p", "return")) {
            int end = start + command.length();
            if (text.startsWith(command, start) && end < text.length() && Character.isWhitespace(text.charAt(end))) {
                return " ".repeat(end) + text.substring(end);
            }
        }
        return text;
    }

    /** {@return one line that says that there is no such command, and what there is} */
    static String unknown(String word, Pause pause) {
        var usable = usableAt(pause);
        var lower = word.toLowerCase(Locale.ROOT);
        if (!pause.crash() && matching(lower, ALL).stream().anyMatch(c -> c.scope() == CRASH)) {
            return "\"" + matching(lower, ALL).getFirst().name()
                    + "\" is for crashes; this is a breakpoint, nothing failed";
        }
        var guess = Nearest.to(lower, usable.stream().map(Command::name).toList())
                .map(name -> "; did you mean " + name + "?")
                .orElse(";");
        return "no command \"" + word + "\"" + guess + " there are " + names(usable, " and ");
    }

    private static String ambiguous(String word, List<Command> found) {
        return "\"" + word + "\" is short for more than one: " + names(found, " or ");
    }

    private static String names(List<Command> commands, String last) {
        var names = commands.stream().map(Command::name).toList();
        return names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + last + names.getLast();
    }

    /** {@return the command that help is asked about} */
    static Optional<Command> named(String word, List<Command> usable) {
        var found = matching(word.toLowerCase(Locale.ROOT), usable);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
