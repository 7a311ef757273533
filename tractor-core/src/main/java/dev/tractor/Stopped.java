package dev.tractor;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Stops;

/** Core's side of the bridge to a debugger that stops threads. */
final class Stopped implements Stops.Opener {

    @Override
    public Resumption stop(Stops.Stop stop) {
        return Breakpoints.stop(stop);
    }

    @Override
    public boolean watches() {
        return Breakpoints.watches();
    }

    @Override
    public boolean watches(Throwable error) {
        return Breakpoints.watches(error);
    }

    @Override
    public void thrown(Throwable error, StackTraceElement[] stack) {
        Breakpoints.thrown(error, stack);
    }

    @Override
    public void thrownOn(Throwable error) {
        Breakpoints.thrownOn(error);
    }

    @Override
    public void notThrown(Throwable error) {
        Breakpoints.notThrown(error);
    }

    @Override
    public void quietly(Runnable body) {
        var strand = Strand.current();
        boolean before = strand.atConsole;
        strand.atConsole = true;
        try {
            CancelScope.shield(() -> body.run());
        } finally {
            strand.atConsole = before;
        }
    }
}
