package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.spi.Console.Resumption;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a session on the thread of its task, wherever its terminal is. The debugger knows {@link #hold} by its name: a
 * thread that is in it is not to be stopped.
 */
final class Holding {
    private Holding() {}

    /**
     * Holds one session on the calling thread. An interrupt that is set, comes meanwhile, or is left by what was evaluated, is
     * set when it returns.
     *
     * @param body holds it, and tells which it is once the terminal is open
     * @return how it ended
     */
    static Resumption hold(Function<Consumer<Session>, Resumption> body) {
        Debugger.forgetSteps(); // it has stopped by itself
        boolean interrupted = Thread.interrupted(); // cleared, because files cannot be read with the interrupt set
        @Nullable Session[] opened = {null};
        try {
            var resumption = body.apply(session -> opened[0] = session);
            if (opened[0] != null && resumption != Resumption.QUIT) {
                Debugger.carryOut(opened[0].plan());
            }
            return resumption;
        } finally {
            if (interrupted || opened[0] != null && opened[0].leftInterrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
