package stepped;

import dev.tractor.Actor;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.ProcessOptions;
import dev.tractor.Spawn;
import dev.tractor.Tractor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** Child JVMs that print, while this JVM has a session and without. */
public final class Printers {
    /** How many lines one prints to each of its streams. */
    public static final int LINES = 40;

    private static final Spawn CHILD =
            Spawn.process(ProcessOptions.standard().withJvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    private Printers() {}

    /** Prints, and has another one below it that does. */
    static final class Printer implements Serializable {
        private transient Portal<Printer> below;

        void startBelow() throws InterruptedException {
            below = Actor.current().nursery().start("below", Printer::new, CHILD);
            below.run(p -> {});
        }

        void printBoth(String begin) throws InterruptedException {
            below.tell(p -> p.print("grandchild", begin));
            print("child", begin);
        }

        void print(String who, String begin) throws InterruptedException {
            while (!Files.exists(Path.of(begin))) {
                Tractor.sleep(Duration.ofMillis(2));
            }
            for (int i = 1; i <= LINES; i++) {
                System.out.println(who + " prints line " + i + ".");
                System.err.println(who + " warns " + i + ".");
            }
        }

        void stop() {
            System.out.println("printed before the stop");
            System.err.println("warned before the stop");
            Tractor.breakpoint();
        }

        /** Its JVM ends in the middle of a line. */
        void end() {
            for (int i = 1; i <= 1_000; i++) {
                System.out.println("last line " + i + ".");
            }
            System.out.print("and no end");
            System.out.flush();
            Runtime.getRuntime().halt(3);
        }
    }

    /**
     * Does what it is told to: {@code above FILE} stops while children are about to print once the file is there, {@code stops}
     * stops in a child, and {@code ends} has a child die.
     */
    public static void main(String[] arguments) throws Exception {
        try (var n = Nursery.open()) {
            var printer = n.start("printer", Printer::new, CHILD);
            switch (arguments[0]) {
                case "above" -> {
                    var begin = arguments[1];
                    printer.run(Printer::startBelow);
                    printer.tell(p -> p.printBoth(begin));
                    n.start("stopper", Object::new).run(s -> Tractor.breakpoint());
                }
                case "stops" -> printer.run(Printer::stop);
                default -> {
                    printer.run(p -> {});
                    System.out.println("passed on by " + threads());
                    printer.tell(Printer::end);
                    n.join();
                }
            }
        } catch (RuntimeException e) {
            System.out.println("over, passed on by " + threads() + ": " + e.getMessage());
        }
    }

    /** {@return how many threads pass on what children print} */
    private static long threads() throws IOException {
        return new ArrayList<>(Thread.getAllStackTraces().keySet())
                .stream()
                        .map(Thread::getName)
                        .filter(name ->
                                name.equals("tractor-output /printer") || name.equals("tractor-errors /printer"))
                        .count();
    }
}
