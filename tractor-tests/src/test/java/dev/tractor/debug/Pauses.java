package dev.tractor.debug;

import dev.tractor.spi.Pause;
import java.util.List;

/** Stops of tasks that do not exist. */
final class Pauses {
    private Pauses() {}

    static Pause breakpoint(String actor) {
        return new Pause(actor, "countdown", "tractor-7", stack(), null);
    }

    static Pause crash(String actor, Throwable error) {
        return new Pause(actor, "rows", "tractor-9", stack(), error);
    }

    private static List<StackTraceElement> stack() {
        return List.of(
                new StackTraceElement("demo.Clock", "tick", "Clock.java", 3),
                new StackTraceElement("demo.Main", "main", "Main.java", 12));
    }
}
