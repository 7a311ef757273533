package dev.tractor.debug;

import dev.tractor.debug.eval.Completions;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A session of a task in a child JVM, on the side of the terminal: its thread takes the place of the paused task, and passes on
 * what the terminal says and the task answers. The other side is {@link FarTerminal}.
 *
 * <p>When the child JVM is gone, the read at its prompt is broken off, and the user told.
 */
final class FarSession implements Conversation, SessionLink.Receiver, Runnable {
    private static final long COMPLETION_NANOS = Duration.ofSeconds(5).toNanos();

    private final SessionLink link;
    private final RootHandle root;
    private final TerminalOwner owner;
    private final int marked;
    private final BlockingQueue<FarMessage> came = new LinkedBlockingQueue<>();
    private final BlockingQueue<FarMessage> completed = new LinkedBlockingQueue<>();

    // Of its own thread.
    private AttributedString prompt = AttributedString.EMPTY;
    private Completing completing = Completing.NOTHING;

    /** Of the terminal's thread. */
    private int completions;

    private volatile @Nullable LineDevice device;
    private volatile @Nullable String gone;

    /** Whether the task has the word. */
    private volatile boolean busy;

    /** Who waited when that was last shown. Written by its own thread before the prompt opens, then by the relay's. */
    private volatile List<TtyWaiter> shownWaiting = List.of();

    /** @param marked how many of the standard streams of child JVMs come to the terminal by way of this one */
    FarSession(SessionLink link, RootHandle root, TerminalOwner owner, int marked) {
        this.link = link;
        this.root = root;
        this.owner = owner;
        this.marked = marked;
    }

    /** Holds the session; on its own thread. */
    @Override
    public void run() {
        link.receive(this);
        try {
            owner.hold(open -> {
                shownWaiting = waiting();
                device = open;
                link.send(new FarMessage.Opened(open.look(), open.width(), marked).bytes());
                return this;
            });
        } finally {
            device = null;
            link.send(new FarMessage.Closed().bytes());
        }
    }

    boolean isOpen() {
        return device != null;
    }

    // The link, on a thread that must not wait.

    @Override
    public void received(byte[] message) {
        switch (FarMessage.of(message)) {
            case FarMessage.Completed answer -> completed.add(answer);
            case FarMessage.Notice(var line) -> {
                if (isOpen()) {
                    owner.tell(line);
                }
            }
            case FarMessage other -> came.add(other);
        }
    }

    @Override
    public void brokenOff(String why) {
        gone = why;
        came.add(new FarMessage.Gone(why));
        completed.add(new FarMessage.Gone(why));
        owner.breakOff(this);
    }

    // The terminal, by way of its own thread.

    @Override
    public Reply banner() {
        return reply();
    }

    @Override
    public AttributedString prompt() {
        return prompt;
    }

    @Override
    public Completing completing() {
        return completing;
    }

    @Override
    public Reply answer(Said said) {
        var open = device;
        var why = gone;
        if (why != null || open == null) {
            return over(String.valueOf(why));
        }
        var text =
                said instanceof Said.Line(var line) ? line : said instanceof Said.Edited edited ? edited.text() : null;
        if (text != null && !text.isBlank()) {
            open.remember(text.strip());
        }
        var message = said instanceof Said.Edited edited
                ? new FarMessage.Edited(edited.text(), edited.problem())
                : FarMessage.Heard.of(said, open.width());
        link.send(message.bytes());
        return reply();
    }

    /** Waits until the task has answered, and tells it what it asks meanwhile. */
    private Reply reply() {
        busy = true;
        try {
            while (true) {
                switch (Talk.take(came)) {
                    case FarMessage.AskTree _ -> link.send(new FarMessage.TreeIs(root.tree()).bytes());
                    case FarMessage.AskQueue _ ->
                        link.send(new FarMessage.QueueIs(List.copyOf(root.terminalQueue())).bytes());
                    case FarMessage.Replied(var page, var asksWith, var names, var mark) -> {
                        awaitOutput(mark);
                        prompt = asksWith.line().toAttributedString();
                        var commands = Commands.ALL.stream()
                                .filter(command -> names.contains(command.name()))
                                .toList();
                        completing = new Completing(commands, this::complete, _ -> List.of());
                        return Reply.more(FarMessage.Text.page(page));
                    }
                    case FarMessage.Edit(var text) -> {
                        return Reply.edit(text); // the editor is this user's, and gets the terminal
                    }
                    case FarMessage.Done(var page, var ending, var mark) -> {
                        awaitOutput(mark);
                        return Reply.done(FarMessage.Text.page(page), ending);
                    }
                    case FarMessage.Gone(var why) -> {
                        return over(why);
                    }
                    case FarMessage other -> throw new IllegalStateException("a task has said " + other);
                }
            }
        } finally {
            busy = false;
        }
    }

    /** What the child has printed before is to be above what it says now. */
    private void awaitOutput(String mark) {
        if (!mark.isEmpty()) {
            owner.marks().await(mark, marked);
        }
    }

    private Reply over(String why) {
        var line = Page.start(Look.CRASH, "session of ")
                .styled(Look.ACTOR, Page.clean(link.task().actor()))
                .styled(Look.CRASH, " is over: " + Page.clean(why));
        return Reply.done(new Page().line(line), Resumption.CONTINUE);
    }

    /** On the terminal's thread. The compiler may have to be started there first; but nobody waits for ever. */
    private Completions complete(String line, int cursor) {
        int number = ++completions;
        link.send(new FarMessage.Complete(number, line, cursor).bytes());
        long until = System.nanoTime() + COMPLETION_NANOS;
        try {
            while (true) {
                var answer = completed.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer instanceof FarMessage.Completed(var of, var found) && of == number) {
                    return found;
                }
                if (answer == null || answer instanceof FarMessage.Gone) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the session is broken off
        }
        return new Completions(cursor, List.of());
    }

    /** What it came to is told by the task. */
    @Override
    public boolean interrupt(Consumer<String> tell) {
        if (busy) {
            link.send(new FarMessage.Interrupt().bytes());
        }
        return busy;
    }

    /** {@return a line about who waits for the terminal, if that differs from what the user was told last} */
    Optional<AttributedString> queueNotice() {
        var open = device;
        var waiting = waiting();
        if (open == null || waiting.equals(shownWaiting)) {
            return Optional.empty();
        }
        shownWaiting = waiting;
        var line = Page.start(Look.NOTICE, Queue.sentence(waiting)).toAttributedString();
        return Optional.of(Page.fit(line, open.width(), open.look()));
    }

    private List<TtyWaiter> waiting() {
        return List.copyOf(Queue.behind(link.task(), root.terminalQueue()));
    }
}
