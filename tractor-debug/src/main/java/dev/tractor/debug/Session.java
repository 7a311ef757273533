package dev.tractor.debug;

import dev.tractor.debug.stops.Order;
import dev.tractor.debug.stops.Plan;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.TtyWaiter;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * One session as the paused task's own thread sees it: it turns lines into replies. What happens on the screen is the
 * business of {@link TerminalOwner}.
 */
final class Session implements Conversation {

    private final Pause pause;
    private final RootHandle root;
    private final Screen screen;
    private final Sources sources;
    private final Spot spot;
    private final Displays displays;
    private final LevelNote note;
    private final Evaluation evaluation;

    /** How the task is to go on, when that is not as if nothing had been. */
    private Order order = new Order.Go();

    /** What was entered so far of something that takes several lines. */
    private String pending = "";

    /** Who waited when that was last shown. Paused task's thread before the prompt opens, the relay's after. */
    private volatile List<TtyWaiter> shownWaiting;

    Session(
            Pause pause,
            RootHandle root,
            Screen screen,
            List<Path> sourceRoots,
            Displays displays,
            LevelNote note,
            OutputLimit limit) {
        this.pause = pause;
        this.root = root;
        this.screen = screen;
        this.displays = displays;
        this.note = note;
        sources = new Sources(sourceRoots);
        spot = new Spot(pause);
        evaluation = new Evaluation(this, limit);
        shownWaiting = waiting();
    }

    Pause pause() {
        return pause;
    }

    RootHandle root() {
        return root;
    }

    Sources sources() {
        return sources;
    }

    /** {@return where in the stack commands look} */
    Spot spot() {
        return spot;
    }

    /** {@return what is shown at each prompt} */
    Displays displays() {
        return displays;
    }

    /** {@return what the first session says about how much can be seen} */
    LevelNote note() {
        return note;
    }

    Evaluation evaluation() {
        return evaluation;
    }

    /** Ends the session with more than going on. */
    void order(Order wanted) {
        order = wanted;
    }

    /** {@return what is to be done with the task when the session has ended} */
    Plan plan() {
        return new Plan(order, spot.assigned());
    }

    /** {@return the evaluation that is under way, for ctrl-c} Any thread. */
    Running running() {
        return evaluation.running();
    }

    /** {@return whether evaluated code interrupted the paused task} */
    boolean leftInterrupted() {
        return evaluation.leftInterrupted();
    }

    @Override
    public boolean interrupt(Consumer<String> tell) {
        var told = running().interrupt();
        if (told != null) {
            tell.accept(told);
        }
        return told != null;
    }

    @Override
    public Completing completing() {
        var before = pending;
        evaluation.look();
        return new Completing(
                before.isEmpty() ? Commands.usableAt(pause) : List.of(),
                (line, cursor) -> {
                    var text = Commands.expression(before + line);
                    return evaluation.complete(text, before.length() + cursor).shifted(-before.length());
                },
                begun -> NodeNames.completions(root, begun));
    }

    Look look() {
        return screen.look();
    }

    int width() {
        return screen.width();
    }

    @Override
    public Reply banner() {
        evaluation.warm();
        var page = Banner.page(this);
        show(page);
        return Reply.more(page);
    }

    @Override
    public AttributedString prompt() {
        if (!pending.isEmpty()) {
            int width = "(tractor ) ".length() + Page.clean(pause.actor()).length();
            return new AttributedStringBuilder()
                    .styled(Look.QUIET, " ".repeat(Math.max(0, width - 4)) + "... ")
                    .toAttributedString();
        }
        return new AttributedStringBuilder()
                .styled(Look.QUIET, "(tractor ")
                .styled(Look.ACTOR, Page.clean(pause.actor()))
                .styled(Look.QUIET, ") ")
                .toAttributedString();
    }

    /** A failing command is reported and ends nothing. */
    @Override
    public Reply answer(Said said) {
        var reply = switch (said) {
            case Said.Line line -> entered(line.text());
            case Said.Dropped _ -> {
                pending = "";
                yield Reply.more(new Page());
            }
            case Said.Edited edited -> edited(edited);
            case Said.EndOfInput _ -> Reply.done(new Page(), Resumption.CONTINUE);
            case Said.Opened _, Said.Unavailable _, Said.Closed _ ->
                throw new IllegalStateException("the terminal said " + said + " while a line was expected");
        };
        if (reply.ending() == null) {
            if (pending.isEmpty()) {
                show(reply.page());
            }
        } else if (reply.ending() != Resumption.STEP) {
            reply.page().fitted(ending(reply.ending()), width(), look());
        }
        return reply;
    }

    /** Adds what is shown at each prompt. */
    private void show(Page page) {
        try {
            displays.show(this, page);
        } catch (RuntimeException | StackOverflowError e) {
            Log.CONSOLE.log(Level.DEBUG, "a display failed", e);
            page.line("a display failed: " + ErrorTrace.describe(e)[0] + "; \"undisplay\" ends it");
        }
    }

    /** {@return what was entered, in this and in former sessions, oldest first} */
    List<String> entered() {
        return screen.entered();
    }

    private Reply entered(String line) {
        if (!pending.isEmpty() && line.strip().equals("edit")) {
            return Reply.edit(pending.strip());
        }
        var repeated = pending.isEmpty() ? Entries.repeated(this, line) : null;
        if (repeated != null) {
            var entry = repeated.text();
            return entry == null ? Reply.more(repeated.problem()) : shown(entry, run(remembered(entry)));
        }
        var text = pending + line;
        if (Commands.isJava(text, pause) && evaluation.incomplete(Commands.expression(text))) {
            pending = text + "\n";
            return Reply.more(new Page());
        }
        pending = "";
        return run(remembered(text));
    }

    private String remembered(String text) {
        if (!text.isBlank()) {
            screen.remember(text.strip());
        }
        return text;
    }

    private Reply edited(Said.Edited edited) {
        var text = edited.text();
        if (text == null) {
            return Reply.more(edited.problem());
        }
        pending = "";
        return text.isBlank()
                ? Reply.more("nothing was left to be evaluated")
                : shown(text.strip(), run(remembered(text), () -> evaluation.evaluate(text)));
    }

    /** Shows what the user has not typed just now in front of what came of it. */
    private static Reply shown(String text, Reply reply) {
        var lines = text.lines()
                .map(line -> Page.start(Look.QUIET, line).toAttributedString())
                .toList();
        reply.page().lines().addAll(0, lines);
        return reply;
    }

    private Reply run(String line) {
        return run(line, () -> Commands.run(this, line));
    }

    private Reply run(String line, Supplier<Reply> action) {
        try {
            return action.get();
        } catch (RuntimeException | StackOverflowError e) {
            Log.CONSOLE.log(Level.DEBUG, "command failed: " + line, e);
            return Reply.more(
                    "\"" + line.strip() + "\" failed: " + ErrorTrace.describe(e)[0] + "; the session goes on");
        }
    }

    private AttributedStringBuilder ending(Resumption ending) {
        var waiting = waiting();
        var line = new AttributedStringBuilder()
                .styled(pause.crash() ? Look.CRASH : Look.PAUSE, look().arrow + " ")
                .styled(Look.ACTOR, Page.clean(pause.actor()))
                .append(ending == Resumption.QUIT ? " quit" : " continued")
                .append(pause.crash() && !pause.caught() ? ", the error leaves the task" : "");
        if (!waiting.isEmpty()) {
            line.styled(Look.QUIET, "; next: ").styled(Look.ACTOR, Page.clean(Queue.name(waiting.getFirst())));
        }
        return line;
    }

    /** {@return a line about who waits for the terminal, if that differs from what the user was told last} */
    Optional<AttributedString> queueNotice() {
        var waiting = waiting();
        if (waiting.equals(shownWaiting)) {
            return Optional.empty();
        }
        shownWaiting = waiting;
        return Optional.of(
                Page.fit(Page.start(Look.NOTICE, Queue.sentence(waiting)).toAttributedString(), width(), look()));
    }

    private List<TtyWaiter> waiting() {
        return List.copyOf(Queue.behind(pause, root.terminalQueue()));
    }
}
