package dev.tractor.debug;

import static dev.tractor.debug.Command.Scope.ALWAYS;

import java.util.List;

/** The commands about the stack of the paused task, its sources and its variables. */
final class FrameCommands {

    /** In the order help lists them. */
    static final List<Command> ALL = List.of(
            new Command(
                    "where",
                    List.of("bt"),
                    "[all]",
                    "show the stack",
                    "Shows the stack of the paused task, innermost frame first, with the source line where it is found, and"
                            + " marks the frame that other commands are about. Frames of tractor and the JDK are only"
                            + " counted; \"where all\" shows them. After a crash, the inner frames are those that the error"
                            + " recorded: it has left them.",
                    ALWAYS,
                    Stack::where),
            new Command(
                    "up",
                    List.of("u"),
                    "[count]",
                    "go to the frame that called this one",
                    "Goes outwards to the next frame of yours, or as many of them as you say, passing over those of"
                            + " tractor and the JDK.",
                    ALWAYS,
                    (session, argument) -> Stack.move(session, argument, 1)),
            new Command(
                    "down",
                    List.of("d"),
                    "[count]",
                    "go back to the frame that this one called",
                    "Goes inwards to the next frame of yours, or as many of them as you say.",
                    ALWAYS,
                    (session, argument) -> Stack.move(session, argument, -1)),
            new Command(
                    "frame",
                    List.of("f"),
                    "[number]",
                    "go to a frame, or show this one",
                    "Goes to the frame with that number in \"where\", also to one of tractor or the JDK.",
                    ALWAYS,
                    Stack::go),
            new Command(
                    "list",
                    List.of("l"),
                    "[line]",
                    "show the source around this frame",
                    "Shows ten lines around the one of the frame, or around another line of its file. Sources are looked"
                            + " for under src/main/java and src/test/java of the project's modules, in the directories that"
                            + " the system property tractor.sources lists, in the project or the -sources.jar beside the"
                            + " classes, and in the JDK's src.zip.",
                    ALWAYS,
                    Listing::around),
            new Command(
                    "ll",
                    List.of(),
                    "",
                    "show the whole method",
                    "Shows the source of the method that the frame runs; of a lambda, the method it is written in.",
                    ALWAYS,
                    (session, _) -> Listing.method(session)),
            new Command(
                    "locals",
                    List.of(),
                    "",
                    "show this and the variables of the frame",
                    "Shows the variables that are in scope where the frame is, as they were when the session began to look"
                            + " at the stack, without running any of your code. One that reads as zero or null while the JIT"
                            + " may have dropped its value says so. What is below fields and elements is not shown. What was"
                            + " passed to the breakpoint comes first, as $1, $2 and so on.",
                    ALWAYS,
                    (session, _) -> Locals.all(session)),
            new Command(
                    "args",
                    List.of("a"),
                    "",
                    "show the arguments of the frame's method",
                    "Shows the parameters of the method with what they hold now. The variables that a lambda has captured"
                            + " count as such.",
                    ALWAYS,
                    (session, _) -> Locals.arguments(session)),
            new Command(
                    "display",
                    List.of(),
                    "[name]",
                    "show a variable at each prompt",
                    "Shows a variable of the frame, or \"this\", at each prompt of this and of later sessions where there is"
                            + " one of that name. Without a name it lists what is shown.",
                    ALWAYS,
                    (session, argument) -> session.displays().add(session, argument)),
            new Command(
                    "undisplay",
                    List.of(),
                    "[name]",
                    "show it no more",
                    "Ends a display; without a name, all of them.",
                    ALWAYS,
                    (session, argument) -> session.displays().remove(argument)));

    private FrameCommands() {}
}
