package dev.tractor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to the JDK's scope do the same: the one that is used, and the one by handles. */
class ScopeCallsTest {
    private static final ScopedValue<String> VALUE = ScopedValue.newInstance();

    static Stream<ScopeCalls> ways() {
        return Stream.of(ScopeCalls.choose(), HandleCalls.make());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsForkedRunsOnThreadsOfTheFactoryAndHasEndedAfterTheJoin(ScopeCalls calls) throws InterruptedException {
        var made = new ConcurrentLinkedQueue<Thread>();
        ThreadFactory threads = body -> {
            var thread = Thread.ofVirtual().unstarted(body);
            made.add(thread);
            return thread;
        };
        var ran = new ConcurrentLinkedQueue<Thread>();
        var scope = calls.open("scope", threads);
        assertTrue(calls.fork(scope, () -> ran.add(Thread.currentThread())));
        assertTrue(calls.fork(scope, () -> ran.add(Thread.currentThread())));
        calls.join(scope);
        assertEquals(2, ran.size());
        assertEquals(List.copyOf(made), sorted(ran));
        calls.close(scope);
    }

    private static List<Thread> sorted(Iterable<Thread> threads) {
        var sorted = new ArrayList<Thread>();
        threads.forEach(sorted::add);
        sorted.sort((a, b) -> Long.compare(a.threadId(), b.threadId()));
        return sorted;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOwnerThatHasBoundOtherScopedValuesIsToldThatNothingWasForked(ScopeCalls calls) throws InterruptedException {
        ScopedValue.where(VALUE, "first").run(() -> {
            var scope = calls.open("scope", Thread.ofVirtual().factory());
            boolean forked = ScopedValue.where(VALUE, "second").call(() -> calls.fork(scope, () -> "never"));
            assertFalse(forked);
            var seen = new ConcurrentLinkedQueue<String>();
            assertTrue(calls.fork(scope, () -> seen.add(VALUE.get())));
            try {
                calls.join(scope);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            calls.close(scope);
            assertEquals(List.of("first"), List.copyOf(seen));
        });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aJoinIsInterruptible(ScopeCalls calls) throws InterruptedException {
        var scope = calls.open("scope", Thread.ofVirtual().factory());
        var go = new CountDownLatch(1);
        assertTrue(calls.fork(scope, () -> {
            go.await();
            return "done";
        }));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> calls.join(scope));
        go.countDown();
        calls.close(scope); // it cannot be joined again
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anotherThreadThanTheOwnersMayNotFork(ScopeCalls calls) throws InterruptedException {
        var scope = calls.open("scope", Thread.ofVirtual().factory());
        var thrown = new ConcurrentLinkedQueue<Throwable>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        calls.fork(scope, () -> "never");
                    } catch (RuntimeException e) {
                        thrown.add(e);
                    }
                })
                .join();
        assertEquals(1, thrown.size());
        assertEquals(WrongThreadException.class, thrown.remove().getClass());
        calls.join(scope);
        calls.close(scope);
    }
}
