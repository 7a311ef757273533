package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tractor.test.TractorTest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The search for cycles on waits made by hand, so that a wait can end while it is looked at. */
class WaitGraphTest {

    /** A wait that ends when it is told to. */
    private static final class Fake extends Wait {
        private final Consumer<Consumer<Strand>> blockers;
        private volatile boolean done;
        private volatile boolean onItsWay;

        Fake(Consumer<Consumer<Strand>> blockers) {
            this.blockers = blockers;
        }

        @Override
        boolean done() {
            return done;
        }

        @Override
        boolean blocked() {
            return !done && !onItsWay;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            blockers.accept(visitor);
        }

        @Override
        public String toString() {
            return "the test";
        }
    }

    /** A strand that is in {@code wait}, until that is done. */
    private static Strand waitingIn(Nursery n, Fake wait) throws InterruptedException {
        var strand = new AtomicReference<Strand>();
        n.fork(() -> {
            strand.set(Strand.current());
            Strand.current().await(wait);
        });
        Watch.until(() -> strand.get() != null && strand.get().waiting() == wait);
        return strand.get();
    }

    private static void end(Strand strand, Fake wait) {
        wait.done = true;
        strand.unpark();
    }

    @TractorTest
    void aCycleIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var self = Strand.current();
            var fromOther = new Fake(visitor -> visitor.accept(self));
            var other = waitingIn(n, fromOther);
            assertThrows(DeadlockException.class, () -> self.await(new Fake(visitor -> visitor.accept(other))));
            end(other, fromOther);
            n.join();
        }
    }

    @TractorTest
    void aCycleWhoseEdgesWereNeverThereAtOnceIsNotRefused() throws Exception {
        lookAtACycleOfWhich(WaitGraphTest::end);
    }

    @TractorTest
    void aWaitWhoseEndIsOnItsWayIsNoEdgeAnyMore() throws Exception {
        lookAtACycleOfWhich((first, wait) -> wait.onItsWay = true);
    }

    /** Our strand waits for a first one, that for a second, and that for us, but only after something became of the first. */
    private static void lookAtACycleOfWhich(BiConsumer<Strand, Fake> becomes) throws Exception {
        try (var n = Nursery.open()) {
            var self = Strand.current();
            var first = new AtomicReference<Strand>();
            var second = new AtomicReference<Strand>();
            var fromFirst = new Fake(visitor -> {
                if (second.get() != null) {
                    visitor.accept(second.get());
                }
            });
            var fromSecond = new Fake(visitor -> {
                if (first.get() != null) { // the first wait blocks no more before the second begins to block us
                    becomes.accept(first.get(), fromFirst);
                    visitor.accept(self);
                }
            });
            second.set(waitingIn(n, fromSecond));
            first.set(waitingIn(n, fromFirst));
            var ours = new Fake(visitor -> visitor.accept(first.get()));
            n.fork(() -> {
                Watch.until(() -> self.waiting() == ours && !fromFirst.blocked()); // so the look has been taken
                end(self, ours);
            });
            self.await(ours);
            assertEquals(false, fromFirst.blocked());
            end(first.get(), fromFirst);
            end(second.get(), fromSecond);
            n.join();
        }
    }

    @TractorTest
    void aCycleInWhichABlockerHasGoneIsNotRefused() throws Exception {
        try (var n = Nursery.open()) {
            var self = Strand.current();
            var reads = new AtomicInteger();
            var fromOther = new Fake(visitor -> {
                if (reads.incrementAndGet() == 1) { // who waits goes on waiting, but for nobody in particular
                    visitor.accept(self);
                }
            });
            var other = waitingIn(n, fromOther);
            reads.set(0);
            var ours = new Fake(visitor -> visitor.accept(other));
            n.fork(() -> {
                Watch.until(() -> self.waiting() == ours && reads.get() > 1); // so the look has been taken
                end(self, ours);
            });
            self.await(ours);
            end(other, fromOther);
            n.join();
        }
    }

    @TractorTest
    void anAskThatItsSenderHasGivenUpDoesNotRunThoughItWasTakenFromTheMailbox() throws Exception {
        try (var n = Nursery.open()) {
            var cell = new ActorCell<Counter>(n, "unborn", Counter::new, Spawn.local());
            var state = new Counter();
            var sent = new CountDownLatch(1);
            var scope = new AtomicReference<CancelScope>();
            var asker = n.fork(
                    "asker",
                    () -> CancelScope.run(around -> {
                        scope.set(around);
                        sent.countDown();
                        new AskNow<Counter, Integer>(Strand.current(), c -> c.add(1), null).send(cell);
                    }));
            sent.await();
            Watch.untilTask("asker", "a reply of /unborn");
            var taken = cell.mailbox.take();
            scope.get().cancel("enough");
            assertEquals(false, asker.join());
            taken.serve(cell, state);
            assertEquals(0, state.total);
        }
    }
}
