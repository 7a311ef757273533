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
                            + " lets the task go. Where an error was thrown, it goes to the next line of yours that the"
                            + " error leads to, in a finally or a catch; if there is none, to the end of the task. After a"
                            + " crash whose error has gone its way it is the same as continue. Needs level 3.",
                    ALWAYS,
                    Steps::next),
            new Command(
                    "step",
                    List.of("s"),
                    "",
                    "go on to the next line, also in what this one calls",
                    "As next, but stops in a method of yours that the line calls, also where tractor or the JDK calls it."
                            + " Where an error was thrown, also in what tractor or the JDK calls on its way out.",
                    ALWAYS,
                    Steps::into),
            new Command(
                    "finish",
                    List.of("fin"),
                    "",
                    "go on until the method has returned",
                    "Runs until the method of the frame that commands are about has returned to a method of yours, or an error"
                            + " has left it that a method of yours catches, be it in a finally. Runs at full speed. Needs"
                            + " level 3.",
                    ALWAYS,
                    Steps::finish),
            new Command(
                    "until",
                    List.of("unt"),
                    "[line]",
                    "go on to a later line of the method",
                    "Runs until the method comes to a line behind this one, or to the given line or one behind it; that is,"
                            + " out of a loop. Stops also when the method has returned. Runs at full speed. Where an error"
                            + " was thrown, it is the same as next, unless a line is given. Needs level 3.",
                    ALWAYS,
                    Steps::until),
            new Command(
                    "retry",
                    List.of(),
                    "",
                    "call the method again",
                    "Leaves the method of the frame that commands are about, calls it again with the same arguments, and stops"
                            + " at its first line. What it has done so far is not undone; locks that its code holds are given"
                            + " back. An argument that the method has assigned keeps its new value. A method in which the task"
                            + " has waited cannot be called again. Where an error was thrown,"
                            + " it is as if it had not been: no task fails of it. Frames of tractor and the JDK cannot be left"
                            + " this way. Needs level 3.",
                    ALWAYS,
                    Steps::retry),
            new Command(
                    "return",
                    List.of(),
                    "[expression]",
                    "leave the method at once",
                    "Leaves the method of the frame that commands are about without running the rest of it, finally blocks"
                            + " included, and stops where it was called. The value of the expression is what it returns. Where"
                            + " an error was thrown, it is as if it had not been: no task fails of it. Frames of tractor and"
                            + " the JDK cannot be left this way. Needs level 3.",
                    ALWAYS,
                    Returning::run),
            new Command(
                    "break",
                    List.of("b"),
                    "[place]",
                    "stop wherever a line is reached",
                    "\"break Bob.java:12\" stops every task that comes to the line, \"break 12\" is about the file of the"
                            + " frame, and \"break Bob.work\" about the beginning of a method. \"break orders/Bob.java:12\""
                            + " tells files of one name apart. With \"if total > 3\" behind it, it stops only where that is"
                            + " true; an error in the condition stops, too. A line without code stands for the next one with"
                            + " some. Alone it lists the breakpoints. They stay until they are cleared. Needs level 3.",
                    ALWAYS,
                    Breaks::set),
            new Command(
                    "clear",
                    List.of("cl"),
                    "[which]",
                    "take a breakpoint back",
                    "\"clear 2\" takes back the breakpoint of that number, \"clear Bob.java:12\" the one at that place,"
                            + " and \"clear all\" all of them. Needs level 3.",
                    ALWAYS,
                    Breaks::clear));

    private StepCommands() {}
}
