package dev.tractor.examples;

import dev.tractor.CancelScope;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Cancel scopes: deadlines, a scope that is cancelled by hand, and a shield for what must be finished. */
public final class Deadlines {
    private Deadlines() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try {
            CancelScope.failAfter(Duration.ofMillis(50), () -> Tractor.sleep(Duration.ofHours(1)));
        } catch (TimeoutException e) {
            System.out.println("failAfter: " + e.getMessage());
        }
        boolean done = CancelScope.moveOnAfter(Duration.ofMillis(50), () -> Thread.sleep(Duration.ofHours(1)));
        System.out.println("moveOnAfter: foreign code that waits is interrupted; done = " + done);
        boolean completed = CancelScope.run(scope -> {
            scope.cancel("enough");
            CancelScope.shield(() -> {
                Tractor.sleep(Duration.ofMillis(10));
                System.out.println("shield: what is in here is finished first");
            });
            Tractor.checkpoint();
            System.out.println("never printed");
        });
        System.out.println("run: completed = " + completed);
    }
}
