package dev.tractor.debug;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The handlers of this process's signals. */
final class Signals {

    private Signals() {}

    /**
     * Installs them, where the platform has these signals and nobody else claimed them.
     *
     * @param ctrlC what ctrl-c does in debug mode and under the launcher; without these it ends the JVM as ever, except
     *     while a session is open or queued
     * @param terminal the terminal, once it is open
     */
    static void install(CtrlC ctrlC, Supplier<@Nullable Terminal> terminal) {
        if (debugging()) {
            handle("INT", _ -> ctrlC.press());
        } else {
            var former = new AtomicReference<@Nullable SignalHandler>();
            former.set(handle("INT", signal -> {
                var next = former.get();
                if (!ctrlC.interruptEvaluation() && !ctrlC.terminalWanted() && next != null) {
                    next.handle(signal);
                }
            }));
        }
        handle("WINCH", _ -> raise(terminal.get(), Terminal.Signal.WINCH));
        handle("CONT", _ -> raise(terminal.get(), Terminal.Signal.CONT));
    }

    static boolean debugging() {
        return Boolean.getBoolean("tractor.launcher")
                || Boolean.getBoolean("tractor.debug")
                || "1".equals(System.getenv("TRACTOR_DEBUG"));
    }

    private static @Nullable SignalHandler handle(String name, SignalHandler handler) {
        try {
            return Signal.handle(new Signal(name), handler);
        } catch (IllegalArgumentException e) {
            // The platform has no such signal, or the JVM keeps it for itself (-Xrs).
            return null;
        }
    }

    private static void raise(@Nullable Terminal terminal, Terminal.Signal signal) {
        if (terminal != null) {
            terminal.raise(signal);
        }
    }
}
