package dev.tractor.debug;

import dev.tractor.spi.Console.Resumption;
import java.io.IOError;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads a terminal, and the only way to it.
 *
 * <p>A session is a {@link Talk} between it and the paused task: it shows what the task answers and reads the next line;
 * the task's own thread carries the line out. It opens the terminal at the first session, because that takes long.
 */
final class TerminalOwner {

    private final Supplier<Optional<LineDevice>> opener;
    private final Relay relay;
    private final BlockingQueue<Talk> requests = new LinkedBlockingQueue<>();

    /** Held for a whole session: several roots may share a terminal, and each has a queue of its own. */
    private final ReentrantLock turn = new ReentrantLock(true);

    /** What {@link #close} puts behind the last request, for the thread to end: a JVM may see many consoles. */
    private final Talk end = new Talk();

    private final ReentrantLock requestLock = new ReentrantLock();

    // Guarded by requestLock.
    private boolean started;
    private boolean ended;

    /** Written by the terminal's thread only. */
    private volatile @Nullable LineDevice device;

    private boolean saidExhausted; // terminal's thread only
    private volatile boolean closed;

    /** The session that is open. Written by the paused task's thread. */
    private volatile @Nullable Conversation session;

    private final ReentrantLock readLock = new ReentrantLock();

    // Guarded by readLock.
    private boolean reading;
    private @Nullable Conversation brokenOff;

    TerminalOwner(Supplier<Optional<LineDevice>> opener, Relay relay) {
        this.opener = opener;
        this.relay = relay;
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the session that is open, if any, as the end of input would, and refuses those to come. */
    void close() {
        closed = true;
        requestLock.lock();
        try {
            if (!ended) {
                ended = true;
                requests.add(end);
            }
        } finally {
            requestLock.unlock();
        }
        var open = device;
        if (open != null) {
            open.close();
        }
    }

    /**
     * Holds one session on the calling thread, which must be the paused task's.
     *
     * @param sessions makes the session once the terminal is open; it becomes known elsewhere only by this
     */
    Resumption hold(Function<LineDevice, ? extends Conversation> sessions) {
        turn.lock();
        try {
            var talk = new Talk();
            return request(talk) && talk.hear() instanceof Said.Opened opened
                    ? converse(talk, () -> sessions.apply(opened.device()))
                    : Resumption.CONTINUE;
        } finally {
            turn.unlock();
        }
    }

    /** The task's side of a session. Whatever happens here, the terminal's thread gets its last reply. */
    private Resumption converse(Talk talk, Supplier<? extends Conversation> opened) {
        var last = Reply.done(new Page(), Resumption.CONTINUE);
        var prompt = AttributedString.EMPTY;
        try {
            var opening = opened.get();
            session = opening;
            var reply = opening.banner();
            while (reply.ending() == null) {
                prompt = opening.prompt();
                talk.answer(new Talk.Asked(reply, prompt, opening.completing()));
                reply = opening.answer(talk.hear());
            }
            last = reply;
        } catch (RuntimeException | Error e) {
            Log.CONSOLE.log(Level.WARNING, "a console session failed; the paused task goes on", e);
        }
        session = null;
        talk.answer(new Talk.Asked(last, prompt, Completing.NOTHING));
        var closed = talk.hear();
        assert closed instanceof Said.Closed;
        return Objects.requireNonNull(last.ending());
    }

    /** @return whether there will be an answer */
    private boolean request(Talk talk) {
        requestLock.lock();
        try {
            if (ended) {
                return false;
            }
            requests.add(talk);
            if (!started) {
                started = true;
                Thread.ofPlatform().daemon().name("tractor-console").start(this::serve);
            }
            return true;
        } finally {
            requestLock.unlock();
        }
    }

    private void serve() {
        for (var talk = Talk.take(requests); talk != end; talk = Talk.take(requests)) {
            var open = open();
            if (open == null) {
                talk.say(new Said.Unavailable());
                continue;
            }
            relay.begin(open);
            try {
                open.begin();
                talk.say(new Said.Opened(open));
                serve(talk, open);
            } finally {
                relay.end();
                open.end();
                talk.say(new Said.Closed());
            }
        }
        relay.close();
    }

    private void serve(Talk talk, LineDevice open) {
        while (true) {
            var asked = talk.await();
            show(asked.reply().page(), open);
            if (asked.reply().ending() != null) {
                return;
            }
            var editing = asked.reply().editing();
            talk.say(editing == null ? read(asked, open) : open.edit(editing));
        }
    }

    private Said read(Talk.Asked asked, LineDevice open) {
        if (closed || open.exhausted()) {
            return new Said.EndOfInput();
        }
        Said said;
        try {
            said = beginRead() ? open.read(asked.prompt(), asked.completing()) : new Said.Dropped();
        } catch (RuntimeException | IOError e) {
            Log.CONSOLE.log(Level.WARNING, "cannot read from the terminal; the session ends as at the end of input", e);
            said = new Said.EndOfInput();
        } finally {
            endRead();
        }
        if (!closed && open.exhausted() && !saidExhausted) {
            saidExhausted = true;
            show(new Page().line("end of input: this and every later session continues by itself"), open);
        }
        return said;
    }

    /** @return whether to read: not when the session has been broken off */
    private boolean beginRead() {
        readLock.lock();
        try {
            reading = brokenOff == null || brokenOff != session;
            return reading;
        } finally {
            readLock.unlock();
        }
    }

    private void endRead() {
        readLock.lock();
        try {
            reading = false;
            if (brokenOff != null) {
                Thread.interrupted(); // it may have come too late for the device
            }
        } finally {
            readLock.unlock();
        }
    }

    /** Ends the read that is under way for a session whose task is gone, and has every later one end. Called on any thread. */
    void breakOff(Conversation gone) {
        readLock.lock();
        try {
            brokenOff = gone;
            var open = device;
            if (reading && open != null && session == gone) {
                open.breakOff();
            }
        } finally {
            readLock.unlock();
        }
    }

    private void show(Page page, LineDevice open) {
        if (page.isEmpty()) {
            return;
        }
        var text = new StringBuilder();
        for (AttributedString line : page.lines()) {
            text.append(open.render(line)).append('\n');
        }
        relay.show(text.toString());
    }

    private @Nullable LineDevice open() {
        if (device == null && !closed) {
            device = opener.get().orElse(null);
            if (device == null) {
                closed = true;
            } else if (closed) {
                device.close();
            }
        }
        return closed ? null : device;
    }

    /** {@return the marks in what child JVMs write} */
    OutputMarks marks() {
        return relay.marks();
    }

    /** {@return the bound on what evaluations print} */
    OutputLimit limit() {
        return relay.limit();
    }

    /** {@return whether an evaluation ran, which is interrupted then} Called on any thread. */
    boolean interruptEvaluation() {
        var open = session;
        return open != null && open.interrupt(this::tell);
    }

    /** Shows a line, if a session is open. Called on any thread. */
    void tell(String line) {
        notice(() -> Optional.of(Page.start(Look.NOTICE, line).toAttributedString()));
    }

    /** Shows the line that {@code notice} gives, if a session is open. Called on any thread. */
    void notice(Supplier<Optional<AttributedString>> notice) {
        var open = device;
        if (open != null) {
            relay.notice(() -> notice.get().map(line -> open.render(line) + "\n"));
        }
    }
}
