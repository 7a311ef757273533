package dev.tractor.debug;

import dev.tractor.spi.Pause;
import java.util.List;

/**
 * One command of the console.
 *
 * @param name what it is called
 * @param aliases other names that work, exactly as written
 * @param argument what may follow it, as help shows it; empty when nothing may
 * @param summary what it does, in a few words
 * @param detail what help adds when it is asked about this command
 * @param scope where it can be used
 * @param action carries it out
 */
record Command(
        String name, List<String> aliases, String argument, String summary, String detail, Scope scope, Action action) {

    /** The argument of a command about an actor or a task. */
    static final String NODE = "[actor]";

    /** The argument of a command that writes a file. */
    static final String FILE = "[file]";

    /** Where a command can be used. */
    enum Scope {
        /** At every prompt. */
        ALWAYS,
        /** Only where a task crashed. */
        CRASH
    }

    /** Carries a command out. */
    interface Action {
        /**
         * Runs on the paused task's own thread.
         *
         * @param session the session it was entered in
         * @param argument what followed the command, without the blanks around it
         * @return what to show, and whether the session ends
         */
        Reply run(Session session, String argument);
    }

    boolean usableAt(Pause pause) {
        return scope == Scope.ALWAYS || pause.crash();
    }

    /** {@return whether the name of a command may follow it} */
    boolean aboutCommands() {
        return argument.equals("[command]");
    }

    /** {@return whether the name of an actor or a task may follow it} */
    boolean aboutNodes() {
        return argument.equals(NODE);
    }

    /** {@return whether a path may follow it, of an actor or of a file} */
    boolean aboutPaths() {
        return aboutNodes() || argument.equals(FILE);
    }

    /** {@return whether Java may follow it} */
    boolean aboutJava() {
        return argument.equals("[expression]");
    }

    /** {@return how it is written: its name and what may follow} */
    String usage() {
        return argument.isEmpty() ? name : name + " " + argument;
    }
}
