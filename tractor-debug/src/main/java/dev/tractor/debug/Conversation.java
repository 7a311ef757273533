package dev.tractor.debug;

import java.util.function.Consumer;
import org.jline.utils.AttributedString;

/** What {@link TerminalOwner} talks to: a session of this JVM, or one of a child JVM. */
interface Conversation {

    /** {@return what the session begins with} */
    Reply banner();

    /** {@return what to ask for the next line with} */
    AttributedString prompt();

    /** {@return what can be completed in the line that is to be entered} */
    Completing completing();

    /** {@return the answer to what the terminal said} */
    Reply answer(Said said);

    /**
     * Interrupts the evaluation that is under way. Called on any thread.
     *
     * @param tell is given a line for the user, now or soon
     * @return whether there is one
     */
    boolean interrupt(Consumer<String> tell);
}
