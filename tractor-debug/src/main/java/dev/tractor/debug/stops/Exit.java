package dev.tractor.debug.stops;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Ends the process without what the JVM does last, when that would wait for ever. */
final class Exit {
    private Exit() {}

    /**
     * Ends the process; returns where that fails.
     *
     * @param status its exit status
     */
    @SuppressWarnings("restricted") // the terminal needs native access, too; without, there is a second way
    static void now(int status) {
        try {
            var linker = Linker.nativeLinker();
            var exit = linker.defaultLookup().find("_exit").orElseThrow();
            linker.downcallHandle(exit, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(status);
        } catch (Throwable t) {
            Log.STOPS.log(Level.DEBUG, "there is no _exit", t);
            kill();
        }
    }

    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", String.valueOf(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            Log.STOPS.log(Level.WARNING, "the JVM cannot end while a stopped task evaluates something", e);
        }
    }
}
