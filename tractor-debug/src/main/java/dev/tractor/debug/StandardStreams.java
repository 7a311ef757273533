package dev.tractor.debug;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.logging.ConsoleHandler;
import java.util.logging.Logger;

/** Puts the standard output streams behind the relay. */
final class StandardStreams {

    private StandardStreams() {}

    /**
     * Replaces {@code System.out}, and {@code System.err} where it goes to the same terminal.
     *
     * @param relay what the lines go through
     * @param terminal whether the streams go to a terminal
     */
    static void redirect(Relay relay, boolean terminal) {
        System.setOut(relay.stream(System.out, System.out.charset()));
        if (!terminal || ErrorStream.isTerminal()) {
            System.setErr(relay.stream(System.err, System.err.charset()));
            if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
                ConsoleHandlers.renew();
            }
        }
    }

    /**
     * Bounds what an evaluation prints to the standard streams of a JVM that has no terminal.
     *
     * @param limit whose thread is looked at
     */
    static void bound(OutputLimit limit) {
        System.setOut(bounded(System.out, limit));
        System.setErr(bounded(System.err, limit));
        if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
            ConsoleHandlers.renew();
        }
    }

    private static PrintStream bounded(PrintStream direct, OutputLimit limit) {
        var bounded = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                direct.write(bytes, from, limit.allowed(length));
            }

            @Override
            public void flush() {
                direct.flush();
            }
        };
        return new PrintStream(bounded, true, direct.charset());
    }

    /** A class of its own, because the module it needs may be missing. */
    private static final class ConsoleHandlers {

        /** A console handler keeps the {@code System.err} of its birth, so those born before are replaced by their like. */
        static void renew() {
            var root = Logger.getLogger("");
            Arrays.stream(root.getHandlers())
                    .filter(handler -> handler.getClass() == ConsoleHandler.class)
                    .forEach(old -> {
                        var handler = new ConsoleHandler();
                        handler.setLevel(old.getLevel());
                        handler.setFilter(old.getFilter());
                        handler.setFormatter(old.getFormatter());
                        root.removeHandler(old);
                        root.addHandler(handler);
                    });
        }
    }
}
