package dev.tractor.debug.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.frames.OtherStack.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stacks of other threads. A thread that is left held would not end, which is what the tests wait for. */
@Timeout(60)
class OtherStackTest {

    /** The look at a thread as soon as it waits. */
    private static OtherStack waiting(Thread thread) {
        while (true) {
            var stack = CallStack.of(thread);
            if (stack.view() != View.RUNNING && stack.view() != View.NONE) {
                return stack;
            }
            Thread.onSpinWait();
        }
    }

    private static ParkedFrames.Seen held(Thread thread, Runnable meanwhile) {
        waiting(thread);
        return ParkedFrames.look(thread, meanwhile);
    }

    /** Uses everything again afterwards, so that it is alive meanwhile. */
    private static long work(String text, int count, long big) {
        double half = big / 2.0;
        int dropped = count - count;
        List<String> names = List.of(text, "b");
        Runnable inner = () -> {
            int nested = count + 1;
            LockSupport.park();
            assertEquals(8, nested);
        };
        inner.run();
        return names.size() + (long) half + big;
    }

    @Test
    void theFramesOfAThreadThatWaitsHaveTheirVariables() throws Exception {
        var thread = Thread.ofVirtual().start(() -> assertEquals(2 + 6_000_000_000L, work("a", 7, 4_000_000_000L)));
        waiting(thread);
        var lambda = Captured.parked(thread, "park");
        assertTrue(lambda.user());
        assertEquals("nested SURE 8", Captured.text(lambda.frame(), "nested"));
        assertEquals("count SURE 7", Captured.text(lambda.frame(), "count"));
        var work = waiting(thread).places().stream()
                .filter(place -> place.element().getMethodName().equals("work"))
                .findFirst()
                .orElseThrow()
                .frame();
        assertEquals("names SURE [a, b]", Captured.text(work, "names"));
        assertEquals("big SURE 4000000000", Captured.text(work, "big"));
        assertEquals("half SURE 2.0E9", Captured.text(work, "half"));
        assertEquals("dropped MAYBE_OPTIMISED_OUT 0", Captured.text(work, "dropped"));
        assertEquals(
                List.of("text", "count", "big", "half", "dropped", "names", "inner"),
                work.variables().stream().map(Variable::name).toList());
        LockSupport.unpark(thread);
        thread.join();
    }

    @Test
    void theObjectOfTheMethodIsThere() throws Exception {
        class Waiter {
            private final CountDownLatch latch = new CountDownLatch(1);

            void await() {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                assertEquals(0, latch.getCount());
            }
        }
        var waiter = new Waiter();
        var thread = Thread.ofVirtual().start(waiter::await);
        Captured.parked(thread, "await");
        assertSame(waiter, self(thread));
        waiter.latch.countDown();
        thread.join();
    }

    private static Object self(Thread thread) {
        return CallStack.of(thread).places().stream()
                .filter(CallStack.Place::user)
                .findFirst()
                .orElseThrow()
                .frame()
                .self();
    }

    @Test
    void anUnparkMeanwhileIsNotLost() throws Exception {
        var thread = Thread.ofVirtual().start(LockSupport::park);
        var seen = held(thread, () -> {
            LockSupport.unpark(thread);
            assertEquals(Thread.State.WAITING, thread.getState()); // and is not seen to before the look is over
        });
        assertEquals(View.READ, seen.view());
        thread.join();
    }

    @Test
    void timeThatRunsOutMeanwhileIsNotLost() throws Exception {
        var thread = Thread.ofVirtual().start(() -> LockSupport.parkNanos(200_000_000));
        long begun = System.nanoTime();
        held(thread, () -> {
            while (System.nanoTime() - begun < 300_000_000) {
                Thread.onSpinWait();
            }
        });
        thread.join();
    }

    @Test
    void anInterruptMeanwhileIsNotLost() throws Exception {
        var interrupted = new AtomicBoolean();
        var lock = new Object();
        var parked = Thread.ofVirtual().start(LockSupport::park);
        var waits = Thread.ofVirtual().start(() -> {
            synchronized (lock) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            }
        });
        held(parked, parked::interrupt);
        held(waits, waits::interrupt);
        parked.join();
        waits.join();
        assertTrue(interrupted.get());
    }

    @Test
    void aNotificationMeanwhileIsNotLost() throws Exception {
        for (long time : new long[] {0, 1_000_000}) {
            var lock = new Object();
            var thread = Thread.ofVirtual().start(() -> {
                synchronized (lock) {
                    try {
                        lock.wait(time);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            held(thread, () -> {
                synchronized (lock) {
                    lock.notifyAll();
                }
            });
            thread.join();
        }
    }

    @Test
    void aMonitorThatBecomesFreeMeanwhileIsTaken() throws Exception {
        var lock = new Object();
        var free = new AtomicBoolean();
        var holds = new CountDownLatch(1);
        var owner = Thread.ofPlatform().start(() -> {
            synchronized (lock) {
                holds.countDown();
                while (!free.get()) {
                    Thread.onSpinWait();
                }
            }
        });
        holds.await();
        var thread = Thread.ofVirtual().start(() -> {
            synchronized (lock) {
                assertTrue(free.get());
            }
        });
        held(thread, () -> {
            free.set(true);
            assertTrue(joined(owner));
        });
        thread.join();
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyIsLeftHeldWhenALookFails() throws Exception {
        var thread = Thread.ofVirtual().start(LockSupport::park);
        var seen = held(thread, () -> {
            LockSupport.unpark(thread);
            throw new StackOverflowError("as if");
        });
        assertEquals(View.FAILED, seen.view());
        thread.join();
    }

    @Test
    void anInterruptOfWhoLooksIsKept() throws Exception {
        var thread = Thread.ofVirtual().start(LockSupport::park);
        waiting(thread);
        Thread.currentThread().interrupt();
        assertEquals(View.READ, CallStack.of(thread).view());
        assertTrue(Thread.interrupted());
        LockSupport.unpark(thread);
        thread.join();
    }

    @Test
    void whoIsAtTheEndOfItsStackMayLook() throws Exception {
        var thread = Thread.ofVirtual().start(LockSupport::park);
        waiting(thread);
        var looker = Thread.ofVirtual().start(() -> recurse(thread));
        looker.join();
        assertEquals(View.READ, waiting(thread).view());
        LockSupport.unpark(thread);
        thread.join();
    }

    /** Looks wherever there is still room for it on the way back. */
    private static int recurse(Thread thread) {
        int looks = 0;
        try {
            looks = recurse(thread);
        } catch (StackOverflowError e) {
            // that is where it begins
        }
        if (looks < 200) {
            try {
                CallStack.of(thread);
            } catch (StackOverflowError e) {
                // no room yet
            }
            looks++;
        }
        return looks;
    }

    /** A thread that has its whole stack to itself goes this deep. */
    private static int deep(int left) {
        if (left == 0) {
            LockSupport.park();
            return 0;
        }
        return deep(left - 1) + 1;
    }

    @Test
    void ofADeepStackTheInnermostFramesAreRead() throws Exception {
        var thread = Thread.ofVirtual().start(() -> assertEquals(1_500, deep(1_500)));
        var stack = waiting(thread);
        assertEquals(View.READ, stack.view());
        assertEquals(ParkedFrames.MOST, stack.places().size());
        assertTrue(stack.cut());
        LockSupport.unpark(thread);
        thread.join();
    }

    @Test
    void aThreadThatRunsIsLeftAlone() throws Exception {
        var runs = new CountDownLatch(1);
        var enough = new AtomicBoolean();
        var thread = Thread.ofVirtual().start(() -> {
            runs.countDown();
            while (!enough.get()) {
                Thread.onSpinWait();
            }
        });
        runs.await();
        var stack = CallStack.of(thread);
        assertEquals(View.RUNNING, stack.view());
        assertTrue(stack.places().stream().anyMatch(CallStack.Place::user));
        enough.set(true);
        thread.join();
        assertEquals(View.NONE, CallStack.of(thread).view());
        assertEquals(List.of(), CallStack.of(thread).places());
    }

    /** Keeps its carrier while it waits: the frames of the JVM that initialise a class cannot be put aside. */
    private static final class Slow {
        static final CountDownLatch LATCH = OtherStackTest.latch;

        static {
            try {
                LATCH.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final CountDownLatch latch = new CountDownLatch(1);

    @Test
    void aThreadThatWaitsOnItsCarrierIsLeftAlone() throws Exception {
        var thread = Thread.ofVirtual().start(() -> assertEquals(0, Slow.LATCH.getCount()));
        var stack = waiting(thread);
        assertEquals(View.PINNED, stack.view());
        assertTrue(stack.places().stream()
                .anyMatch(place -> place.element().getMethodName().equals("<clinit>")));
        latch.countDown();
        thread.join();
    }

    @Test
    void platformThreadsAndTheCallingOneHaveNone() throws Exception {
        var thread = Thread.ofPlatform().daemon().start(LockSupport::park);
        assertEquals(View.PLATFORM, CallStack.of(thread).view());
        LockSupport.unpark(thread);
        var own = CallStack.of(Thread.currentThread());
        assertEquals(View.SELF, own.view());
        assertFalse(own.places().isEmpty());
    }
}
