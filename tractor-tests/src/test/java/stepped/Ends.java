package stepped;

import dev.tractor.Nursery;
import dev.tractor.Tractor;

/** What the end of a JVM meets: a stopped task that evaluates something. */
public final class Ends {
    private Ends() {}

    /** Ends the JVM from another thread while the caller runs for ever. */
    public static int exitBesides() throws InterruptedException {
        Thread.ofPlatform().start(() -> System.exit(7));
        for (int i = 0; ; i++) {
            if (i < 0) {
                i = 0;
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork("work", () -> {
                Tractor.breakpoint();
                System.out.println("one");
                System.out.println("two");
                return 1;
            });
            task.join();
        }
    }
}
