package dev.tractor.debug;

import dev.tractor.ActorTree;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A terminal in another JVM, as a task of this one sees it that has a session there. All but interrupts is done on the paused
 * task's own thread: its session, and what is asked of it while it waits for a line. The other side is {@link FarSession}.
 */
final class FarTerminal implements Screen, SessionLink.Receiver {
    private final SessionLink link;
    private final BlockingQueue<FarMessage> came = new LinkedBlockingQueue<>();
    private volatile Look look = Look.ASCII;
    private volatile int width;

    /** How many of the standard streams are to be marked. Of the paused task's thread. */
    private int marked;

    private volatile @Nullable Session session;

    /** What was entered in sessions of this JVM, oldest first. Of the task whose session is open. */
    private final List<String> entered;

    /** Whether the other side is gone, or has closed. Of the paused task's thread. */
    private boolean closed;

    FarTerminal(SessionLink link, List<String> entered) {
        this.link = link;
        this.entered = entered;
    }

    @Override
    public void remember(String entry) {
        entered.add(entry);
    }

    @Override
    public List<String> entered() {
        return List.copyOf(entered);
    }

    @Override
    public Look look() {
        return look;
    }

    @Override
    public int width() {
        return width;
    }

    /**
     * Holds one session on the calling thread, which must be the paused task's.
     *
     * @param sessions makes the session once the terminal is open
     */
    Resumption hold(Function<FarTerminal, Session> sessions) {
        link.receive(this);
        if (!(take() instanceof FarMessage.Opened(var draws, int columns, int streams))) {
            return Resumption.CONTINUE;
        }
        look = draws;
        width = columns;
        marked = streams;
        var last = Reply.done(new Page(), Resumption.CONTINUE);
        try {
            var opening = sessions.apply(this);
            session = opening;
            var reply = opening.banner();
            while (reply.ending() == null) {
                var editing = reply.editing();
                if (editing != null) {
                    send(new FarMessage.Edit(editing));
                    reply = opening.answer(hear(Completing.NOTHING));
                    continue;
                }
                var completing = opening.completing();
                var commands = completing.commands().stream().map(Command::name).toList();
                send(new FarMessage.Replied(
                        FarMessage.Text.of(reply.page()), FarMessage.Text.of(opening.prompt()), commands, mark()));
                reply = opening.answer(hear(completing));
            }
            last = reply;
        } catch (RuntimeException | Error e) {
            Log.CONSOLE.log(Level.WARNING, "a console session failed; the paused task goes on", e);
        }
        session = null;
        var ending = Objects.requireNonNull(last.ending());
        send(new FarMessage.Done(FarMessage.Text.of(last.page()), ending, mark()));
        while (!closed) {
            take(); // until it is on the screen, and the terminal has its mode back
        }
        return ending;
    }

    private String mark() {
        return marked == 0 ? "" : OutputMarks.put(marked);
    }

    /** Waits for the next line, and completes what is entered meanwhile. */
    private Said hear(Completing completing) {
        while (!closed) {
            switch (take()) {
                case FarMessage.Heard heard -> {
                    width = heard.width();
                    return heard.said();
                }
                case FarMessage.Edited(var text, var problem) -> {
                    return new Said.Edited(text, problem);
                }
                case FarMessage.Complete(int number, var line, int cursor) -> {
                    var found = completing.java().complete(line, cursor);
                    send(new FarMessage.Completed(number, found));
                }
                case FarMessage _ -> {} // what has come too late
            }
        }
        return new Said.EndOfInput();
    }

    /** {@return what lives below the topmost root} On the paused task's thread; null when the other side is gone. */
    @Nullable
    ActorTree tree() {
        send(new FarMessage.AskTree());
        while (!closed) {
            if (take() instanceof FarMessage.TreeIs(var tree)) {
                return tree;
            }
        }
        return null;
    }

    /** {@return who holds the terminal and who waits for it} On the paused task's thread. */
    List<TtyWaiter> queue() {
        send(new FarMessage.AskQueue());
        while (!closed) {
            if (take() instanceof FarMessage.QueueIs(var queue)) {
                return queue;
            }
        }
        return List.of();
    }

    private void send(FarMessage message) {
        link.send(message.bytes());
    }

    private FarMessage take() {
        var message = Talk.take(came);
        closed |= message instanceof FarMessage.Closed || message instanceof FarMessage.Gone;
        return message;
    }

    // The link, on a thread that must not wait.

    @Override
    public void received(byte[] message) {
        var read = FarMessage.of(message);
        if (read instanceof FarMessage.Interrupt) {
            var open = session;
            if (open != null) {
                open.interrupt(line -> send(new FarMessage.Notice(line)));
            }
        } else {
            came.add(read);
        }
    }

    @Override
    public void brokenOff(String why) {
        came.add(new FarMessage.Gone(why));
    }
}
