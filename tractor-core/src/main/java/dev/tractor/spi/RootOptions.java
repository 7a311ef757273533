package dev.tractor.spi;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a root is made; the seams of core in one place.
 *
 * @param name shown where the root is named; {@code "root"} for the implicit one
 * @param clock the source of time
 * @param threads makes the virtual threads of tasks and actors; each must run the given runnable on the thread it returns
 * @param console where sessions are held, or null for the one that {@link ConsoleProvider} gives, if any
 * @param debug whether failing tasks open the crash console
 * @param listener is told what happens, or null
 * @param link carries messages, or null for the direct way
 */
public record RootOptions(
        String name,
        Clock clock,
        ThreadFactory threads,
        @Nullable ConsoleProvider console,
        boolean debug,
        @Nullable Listener listener,
        @Nullable Link link) {

    /** {@return options for an ordinary root: real time, virtual threads, debug mode off} */
    public static RootOptions standard() {
        return new RootOptions(
                "root",
                new dev.tractor.internal.SystemClock(),
                Thread.ofVirtual().factory(),
                null,
                false,
                null,
                null);
    }

    /** {@return the same with another name} @param name the name */
    public RootOptions withName(String name) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with another clock} @param clock the clock */
    public RootOptions withClock(Clock clock) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with another source of threads} @param threads the source of threads */
    public RootOptions withThreads(ThreadFactory threads) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with a console of one's own} @param console makes the console */
    public RootOptions withConsole(ConsoleProvider console) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with debug mode on or off} @param debug whether failing tasks open the crash console */
    public RootOptions withDebug(boolean debug) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with a listener} @param listener is told what happens */
    public RootOptions withListener(Listener listener) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }

    /** {@return the same with another way for messages} @param link carries messages */
    public RootOptions withLink(Link link) {
        return new RootOptions(name, clock, threads, console, debug, listener, link);
    }
}
