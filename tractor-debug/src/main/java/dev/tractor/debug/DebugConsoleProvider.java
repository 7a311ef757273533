package dev.tractor.debug;

import dev.tractor.spi.Console;
import dev.tractor.spi.ConsoleProvider;
import dev.tractor.spi.RootHandle;

/**
 * Gives every root a console on the terminal of this process. Core finds it through {@link java.util.ServiceLoader}.
 *
 * <p>All roots share the one terminal. When standard input and output are a terminal, {@link #attach} puts
 * {@code System.out} and {@code System.err} behind streams that keep other output above an open prompt, and installs a
 * handler for ctrl-c. Without a terminal it does nothing, unless {@code -Dtractor.console=stdin} asks for sessions on
 * standard input.
 */
@SuppressWarnings("exports") // core exports its seams to those who need them
public final class DebugConsoleProvider implements ConsoleProvider {

    /** Makes one; the service loader does. */
    public DebugConsoleProvider() {}

    @Override
    public Console attach(RootHandle root) {
        return ProcessConsole.attach(root);
    }

    @Override
    public Console attachElsewhere(RootHandle root) {
        return new ChildConsole(root);
    }

    @Override
    public boolean ordersOutput() {
        return ProcessConsole.ordersOutput();
    }

    @Override
    public boolean ordersErrors() {
        return ProcessConsole.ordersErrors();
    }
}
