package dev.tractor.pty;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A program that stops, and then returns, makes a file, fails, or sleeps for ever, as it is told to. */
final class Stopping {
    private Stopping() {}

    public static void main(String[] args) throws Exception {
        try (var n = Nursery.open()) {
            n.start("stopper", Object::new).run(s -> Tractor.breakpoint());
            System.out.println("went on");
            switch (args[0]) {
                case "returns" -> {}
                case "tells" -> Files.createFile(Path.of(args[1]));
                case "fails" -> throw new IllegalStateException("planted");
                default -> Tractor.sleep(Duration.ofHours(1));
            }
        }
    }
}
