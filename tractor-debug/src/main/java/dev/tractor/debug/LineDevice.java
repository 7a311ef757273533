package dev.tractor.debug;

import org.jline.utils.AttributedString;

/** Where lines come from and text goes to: a terminal, or a pair of streams. */
interface LineDevice extends Screen {

    /** {@return {@code text} as it is written to this device} Thread-safe. */
    String render(AttributedString text);

    /** A session begins: what is typed ahead is kept for the prompt. Called on the terminal's thread only. */
    void begin();

    /** A session is over: the terminal gets its mode back. Called on the terminal's thread only. */
    void end();

    /**
     * Reads one line. Called on the terminal's thread only.
     *
     * @param prompt what to ask with
     * @param completing what may be completed
     * @return {@link Said.Line}, {@link Said.Dropped} or {@link Said.EndOfInput}
     */
    Said read(AttributedString prompt, Completing completing);

    /** Lets the user edit a text of several lines. Called on the terminal's thread only. */
    default Said edit(String text) {
        return Said.Edited.refused("there is no terminal here that an editor could use; enter the lines one by one");
    }

    /**
     * Ends the read that is under way, which returns {@link Said.Dropped}, or else the next one of the same session. Called on
     * any thread, while {@link #read} is.
     */
    void breakOff();

    /** {@return whether there will be no more input, ever} */
    boolean exhausted();

    /**
     * Writes whole lines, above the prompt when one is open.
     *
     * @param lines text that ends with a line break
     */
    void print(String lines);

    /** Gives the terminal back as it was. A read that is under way returns end of input. May be called more than once. */
    void close();
}
