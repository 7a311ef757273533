package dev.tractor.test;

/** A key that is no letter, for {@link ScriptedTerminal#press}. */
public enum Key {
    /** Ends the line. */
    ENTER("\r"),
    /** Completes what stands before the cursor. */
    TAB("\t"),
    /** Deletes the character before the cursor. */
    BACKSPACE("\177"),
    /** Deletes the character at the cursor. */
    DELETE("\033[3~"),
    /** Escape. */
    ESCAPE("\033"),
    /** The line before, of those entered. */
    UP("\033OA"),
    /** The line after, of those entered. */
    DOWN("\033OB"),
    /** One character to the right. */
    RIGHT("\033OC"),
    /** One character to the left. */
    LEFT("\033OD"),
    /** To the beginning of the line. */
    HOME("\033OH"),
    /** To the end of the line. */
    END("\033OF"),
    /** Deletes the whole line. */
    CTRL_U("\025"),
    /** Searches backwards in the lines entered. */
    CTRL_R("\022"),
    /** Clears the screen. */
    CTRL_L("\014"),
    /** Interrupts: gives up the line at a prompt, cancels the root where no console session is open or waits. */
    CTRL_C("\003"),
    /** The end of the input. */
    CTRL_D("\004"),
    /** Suspends, elsewhere; does nothing at the prompt of a console session. */
    CTRL_Z("\032"),
    /** Quits, elsewhere; does nothing at the prompt of a console session. */
    CTRL_BACKSLASH("\034");

    private final String sent;

    Key(String sent) {
        this.sent = sent;
    }

    /** What a terminal sends for it. */
    String sent() {
        return sent;
    }

    /** Whether a terminal makes a signal of it, which overtakes the keys before it. */
    boolean overtakes() {
        return this == CTRL_C || this == CTRL_Z || this == CTRL_BACKSLASH;
    }
}
