package dev.tractor.debug;

import dev.tractor.ActorTree;
import dev.tractor.debug.eval.Completions;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.TtyWaiter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal and a task in a child JVM say to each other. The terminal begins with {@link Opened}, or ends it at once with
 * {@link Closed}. Then the task answers and the terminal says what was entered or {@link Edited}, in turns, until the task is {@link Done} and the
 * terminal has closed. While the task has the word it may ask what only the terminal's JVM knows, and be interrupted; while the
 * user has it, the terminal may ask for completions.
 */
sealed interface FarMessage extends Serializable {

    // From the terminal.

    /**
     * The terminal is open.
     *
     * @param marked how many of its standard streams the child is to mark, see {@link OutputMarks}; 0 when they do not come to
     *     the terminal by way of this JVM
     */
    record Opened(Look look, int width, int marked) implements FarMessage {}

    /** The last reply is on the screen, or there is no terminal. */
    record Closed() implements FarMessage {}

    /**
     * What a read came to.
     *
     * @param line what was entered; null for none
     * @param end whether it was the end of input; else, without a line, ctrl-c
     * @param width how many columns there are now
     */
    record Heard(@Nullable String line, boolean end, int width) implements FarMessage {
        static Heard of(Said said, int width) {
            return new Heard(said instanceof Said.Line(var text) ? text : null, said instanceof Said.EndOfInput, width);
        }

        Said said() {
            return line != null ? new Said.Line(line) : end ? new Said.EndOfInput() : new Said.Dropped();
        }
    }

    /**
     * What became of a text that was to be edited.
     *
     * @param text null when there is none
     * @param problem why not
     */
    record Edited(@Nullable String text, String problem) implements FarMessage {}

    /** What may complete a line. @param number to tell its answer from those that came too late */
    record Complete(int number, String line, int cursor) implements FarMessage {}

    /** The user has pressed ctrl-c during an evaluation. */
    record Interrupt() implements FarMessage {}

    /** What lives below the topmost root. */
    record TreeIs(ActorTree tree) implements FarMessage {}

    /** Who holds the terminal and who waits for it. */
    record QueueIs(List<TtyWaiter> queue) implements FarMessage {}

    // From the task.

    /**
     * An answer, and what is needed to read the next line.
     *
     * @param commands the names of those that can be completed
     * @param mark what it comes behind in the output of the child
     */
    record Replied(List<Text> page, Text prompt, List<String> commands, String mark) implements FarMessage {}

    /** The last answer. @param mark what it comes behind in the output of the child */
    record Done(List<Text> page, Resumption ending, String mark) implements FarMessage {}

    /** A text is to be edited; in place of an answer. */
    record Edit(String text) implements FarMessage {}

    /** What may complete a line. */
    record Completed(int number, Completions completions) implements FarMessage {}

    /** A line for the user, at any time. */
    record Notice(String line) implements FarMessage {}

    /** Asks for {@link TreeIs}. */
    record AskTree() implements FarMessage {}

    /** Asks for {@link QueueIs}. */
    record AskQueue() implements FarMessage {}

    // At either end.

    /** There will come no more. */
    record Gone(String why) implements FarMessage {}

    /** A line of styled text. */
    record Text(List<Run> runs) implements Serializable {

        /** A part of it with one style. */
        record Run(String text, long style, long mask) implements Serializable {}

        static Text of(AttributedString line) {
            var runs = new ArrayList<Run>();
            for (int start = 0; start < line.length(); start = line.runLimit(start)) {
                var style = line.styleAt(start);
                var run = line.subSequence(start, line.runLimit(start)).toString();
                runs.add(new Run(run, style.getStyle(), style.getMask()));
            }
            return new Text(List.copyOf(runs));
        }

        static List<Text> of(Page page) {
            return page.lines().stream().map(Text::of).toList();
        }

        AttributedStringBuilder line() {
            var line = new AttributedStringBuilder();
            for (var run : runs) {
                line.styled(new AttributedStyle(run.style, run.mask), run.text);
            }
            return line;
        }

        static Page page(List<Text> lines) {
            var page = new Page();
            lines.forEach(line -> page.line(line.line()));
            return page;
        }
    }

    /** {@return the message as it travels} */
    default byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try (var objects = new ObjectOutputStream(out)) {
            objects.writeObject(this);
        } catch (IOException e) {
            throw new IllegalStateException("a message of a session cannot be written: " + this, e);
        }
        return out.toByteArray();
    }

    /** {@return the message in what has come} Both JVMs have the same classes. */
    static FarMessage of(byte[] bytes) {
        try (var objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (FarMessage) objects.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("a message of a session cannot be read", e);
        }
    }
}
