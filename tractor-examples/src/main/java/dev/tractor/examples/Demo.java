package dev.tractor.examples;

import dev.tractor.Actor;
import dev.tractor.ActorFailedException;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import java.time.Duration;

/**
 * A tree of actors that share one terminal: carol ticks, alice stops at a breakpoint again and again, and bob crashes while
 * alice's first session is open.
 *
 * <p>What to look for: bob's crash session waits its turn behind alice's, alice's next one behind bob's, and carol's ticks
 * go on above the prompt. When bob's error reaches the root, alice holds the terminal, so the root leaves her alone until
 * her session has ended; then it cancels what is left. At last it is the root's own turn to look at the error.
 */
public final class Demo {

    /** Shows one line after the other. */
    static final class Display implements AutoCloseable {
        void show(String line) {
            System.out.println(line);
        }

        @Override
        public void close() throws InterruptedException {
            Demo.leave("display", Duration.ofMillis(400));
        }
    }

    /** Tells the display a tick twice a second. */
    static final class Carol implements AutoCloseable {
        Carol(Portal<Display> display) {
            Actor.current().nursery().fork("ticker", () -> {
                for (int i = 1; ; i++) {
                    var line = "carol: tick " + i;
                    display.tell(d -> d.show(line));
                    Tractor.sleep(Duration.ofMillis(500));
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            Demo.leave("carol", Duration.ofMillis(200));
        }
    }

    /** Adds up orders, and has a look at each. */
    static final class Alice implements AutoCloseable {
        private int total;

        void work() throws InterruptedException {
            for (int order = 1; ; order++) {
                total += 7 * order;
                System.out.println("alice: order " + order + " makes " + total);
                Tractor.breakpoint();
                Tractor.sleep(Duration.ofMillis(300));
            }
        }

        @Override
        public void close() throws InterruptedException {
            Demo.leave("alice", Duration.ZERO);
        }
    }

    /** Waits until alice has stopped, then crashes. */
    static final class Bob {
        void work() throws InterruptedException {
            Story.until(() -> Story.paused("/alice"));
            deliver("order 66");
        }

        private void deliver(String order) {
            throw new IllegalStateException(order + " has no address");
        }
    }

    private Demo() {}

    /**
     * Runs the demo.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        Story.paceScriptedInput();
        try (var n = Nursery.open(o -> o.name("demo").debug(true))) {
            var display = n.start("display", Display::new);
            n.start("carol", () -> new Carol(display));
            var alice = n.start("alice", Alice::new);
            var bob = n.start("bob", Bob::new);
            alice.tell(Alice::work);
            bob.tell(Bob::work);
            n.join();
        } catch (NurseryException e) {
            System.out.println();
            System.out.println("The program catches: " + e.getMessage());
            for (var failure : e.failures()) {
                if (failure instanceof ActorFailedException failed) {
                    System.out.println("  raised in " + failed.source() + ", passed through " + failed.path() + ": "
                            + failed.getCause());
                } else {
                    System.out.println("  " + failure);
                }
            }
        }
    }

    /** The last turn of an actor: shows what is left of the tree. The pause makes the order visible. */
    private static void leave(String name, Duration pause) throws InterruptedException {
        Tractor.sleep(pause);
        System.out.println(name + " leaves:");
        System.out.println(Tractor.tree().toString().indent(2).stripTrailing());
    }
}
