package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** One turn at a time, and code under it needs no lock. */
class TurnTest {
    private static final int SENDERS = 8;
    private static final int MESSAGES = 100;

    @TractorTest
    void messagesOfManySendersNeverOverlapAndNoneIsLost() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(16));
            var inside = new AtomicInteger();
            var overlaps = new AtomicInteger();
            ActorAction<Counter> work = c -> {
                if (inside.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                int before = c.total;
                if (before % 64 == 0) {
                    Thread.yield();
                }
                c.total = before + 1;
                inside.decrementAndGet();
            };
            var tasks = new ArrayList<Task<?>>();
            for (int s = 0; s < SENDERS; s++) {
                int sender = s;
                tasks.add(n.fork(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        if ((i + sender) % 2 == 0) {
                            counter.tell(work);
                        } else {
                            counter.run(work);
                        }
                    }
                }));
            }
            for (var task : tasks) {
                task.join();
            }
            assertEquals(SENDERS * MESSAGES, (int) counter.ask(c -> c.total));
            assertEquals(0, overlaps.get());
        }
    }

    @TractorTest
    void aHandlerKeepsTheTurnWhileItWaits() throws Exception {
        try (var n = Nursery.open()) {
            var slow = n.start("slow", Counter::new);
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            slow.tell(s -> gate.await());
            counter.tell(c -> {
                c.note("before");
                slow.run(s -> {});
                Tractor.sleep(Duration.ZERO);
                c.note("after");
            });
            var other = n.fork("other", () -> counter.run(c -> c.note("other")));
            Watch.untilTask("other", "a reply of /counter");
            assertFalse(other.isDone());
            gate.countDown();
            other.join();
            assertEquals(List.of("before", "after", "other"), counter.ask(Counter::notes));
        }
    }

    @TractorTest
    void whatASenderDidBeforeItSentIsSeenWithoutLocks() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            for (int i = 0; i < 1_000; i++) {
                var plain = new int[1];
                plain[0] = i;
                int expected = i;
                counter.run(c -> {
                    if (plain[0] != expected) {
                        throw new AssertionError(plain[0]);
                    }
                    plain[0]++;
                });
                assertEquals(i + 1, plain[0]);
            }
        }
    }

    @TractorTest
    void tasksForkedByAHandlerRunInParallelToIt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertTrue((boolean) counter.ask(c -> Nursery.run(inner -> {
                var meeting = new CountDownLatch(3);
                inner.fork(() -> {
                    meeting.countDown();
                    meeting.await();
                });
                inner.fork(() -> {
                    meeting.countDown();
                    meeting.await();
                });
                meeting.countDown();
                meeting.await();
                return true;
            })));
        }
    }
}
