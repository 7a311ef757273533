package dev.tractor.debug;

import static dev.tractor.debug.Command.Scope.ALWAYS;

import java.util.List;

/** The commands that have the task go on for a bit, or in another way than its code says. */
final class StepCommands {

    /** In the order help lists them. */
    static final List<Command> ALL = List.of(
            new Command(
                    "next",
                    List.of("n"),
                    "",
                    "go on to the next line",
                    "Runs the line and stops at the next one, in this method or in the one that called it. What the line calls"
                            + " is run without the JIT compiler; where that takes too long, use until. Other tasks go on"
                            + " meanwhile, and do not get the terminal unless the line takes longer than a second; ctrl-c"
                            + " lets the task go. After a crash it is the same as continue. Needs level 3.",
                    ALWAYS,
                    Steps::next),
            new Command(
                    "step",
                    List.of("s"),
                    "",
                    "go on to the next line, also in what this one calls",
                    "As next, but stops in a method of yours that the line calls, also where tractor or the JDK calls it.",
                    ALWAYS,
                    Steps::into),
            new Command(
                    "finish",
                    List.of("fin"),
                    "",
                    "go on until the method has returned",
                    "Runs until the method of the frame that commands are about has returned to a method of yours, or an error"
                            + " has left it that a method of yours catches. Runs at full speed. Needs level 3.",
                    ALWAYS,
                    Steps::finish),
            new Command(
                    "until",
                    List.of("unt"),
                    "[line]",
                    "go on to a later line of the method",
                    "Runs until the method comes to a line behind this one, or to the given line or one behind it; that is,"
                            + " out of a loop. Stops also when the method has returned. Runs at full speed. Needs level 3.",
                    ALWAYS,
                    Steps::until),
            new Command(
                    "retry",
                    List.of(),
                    "",
                    "call the method again",
                    "Leaves the method, calls it again with the same arguments, and stops at its first line. What it has done"
                            + " so far is not undone; locks that its code holds are given back. An argument that the method"
                            + " has assigned keeps its new value. Needs level 3.",
                    ALWAYS,
                    Steps::retry),
            new Command(
                    "return",
                    List.of(),
                    "[expression]",
                    "leave the method at once",
                    "Leaves the method without running the rest of it, finally blocks included, and stops where it was called."
                            + " The value of the expression is what it returns. Needs level 3.",
                    ALWAYS,
                    Returning::run));

    private StepCommands() {}
}
