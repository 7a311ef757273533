package dev.tractor.test.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VirtualTimeTest {

    private static final Duration WAIT = Duration.ofHours(3);
    private static final Instant START = Instant.ofEpochSecond(0, Simulation.EPOCH_NANOS);

    @BeforeAll
    static void attach() {
        Simulation.attach();
    }

    /** Something that waits for nothing, three hours long. */
    private interface Wait {
        void run() throws Exception;
    }

    static List<Arguments> waits() {
        long hours = WAIT.toHours();
        return List.of(
                wait("Thread.sleep", () -> Thread.sleep(WAIT)),
                wait("LockSupport.parkNanos", () -> LockSupport.parkNanos(WAIT.toNanos())),
                wait(
                        "LockSupport.parkUntil",
                        () -> LockSupport.parkUntil(System.currentTimeMillis() + WAIT.toMillis())),
                wait("Object.wait", () -> {
                    var monitor = new Object();
                    synchronized (monitor) {
                        monitor.wait(WAIT.toMillis());
                    }
                }),
                wait("Thread.join", () -> {
                    var parked = Thread.startVirtualThread(LockSupport::park);
                    assertFalse(parked.join(WAIT));
                    LockSupport.unpark(parked);
                }),
                wait("Condition.await", () -> {
                    var lock = new ReentrantLock();
                    lock.lock();
                    assertFalse(lock.newCondition().await(hours, TimeUnit.HOURS));
                }),
                wait("Condition.awaitUntil", () -> {
                    var lock = new ReentrantLock();
                    lock.lock();
                    assertFalse(lock.newCondition()
                            .awaitUntil(Date.from(Instant.now().plus(WAIT))));
                }),
                wait("BlockingQueue.poll", () -> assertNull(new LinkedBlockingQueue<>().poll(hours, TimeUnit.HOURS))),
                wait("TransferQueue.poll", () -> assertNull(new LinkedTransferQueue<>().poll(hours, TimeUnit.HOURS))),
                wait("Semaphore.tryAcquire", () -> assertFalse(new Semaphore(0).tryAcquire(hours, TimeUnit.HOURS))),
                wait("CountDownLatch.await", () -> assertFalse(new CountDownLatch(1).await(hours, TimeUnit.HOURS))),
                wait("StampedLock.tryReadLock", () -> {
                    var lock = new StampedLock();
                    lock.writeLock();
                    assertEquals(0, lock.tryReadLock(hours, TimeUnit.HOURS));
                }),
                wait(
                        "Exchanger.exchange",
                        () -> expired(() -> new Exchanger<String>().exchange("", hours, TimeUnit.HOURS))),
                wait(
                        "Phaser.await",
                        () -> expired(() -> new Phaser(1).awaitAdvanceInterruptibly(0, hours, TimeUnit.HOURS))),
                wait("FutureTask.get", () -> expired(() -> new FutureTask<>(() -> "").get(hours, TimeUnit.HOURS))),
                wait(
                        "CompletableFuture.get",
                        () -> expired(() -> new CompletableFuture<>().get(hours, TimeUnit.HOURS))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void aTimedWaitTakesExactlyItsTime(String name, Wait wait) throws Exception {
        assertEquals(WAIT, Simulation.of(() -> {
            long start = System.nanoTime();
            wait.run();
            return Duration.ofNanos(System.nanoTime() - start);
        }));
    }

    static List<Arguments> clocks() {
        Instant millis = START.truncatedTo(ChronoUnit.MILLIS);
        return List.of(
                clock("Instant.now", START, Instant::now),
                clock("Clock.systemUTC", START, () -> Clock.systemUTC().instant()),
                clock(
                        "LocalDateTime.now",
                        START,
                        () -> LocalDateTime.now(ZoneOffset.UTC).toInstant(ZoneOffset.UTC)),
                clock(
                        "Clock.millis",
                        millis,
                        () -> Instant.ofEpochMilli(Clock.systemUTC().millis())),
                clock(
                        "Clock.tickMillis",
                        millis,
                        () -> Clock.tickMillis(ZoneOffset.UTC).instant()),
                clock("currentTimeMillis", millis, () -> Instant.ofEpochMilli(System.currentTimeMillis())),
                clock("Date", millis, () -> new Date().toInstant()),
                clock("GregorianCalendar", millis, () -> new GregorianCalendar().toInstant()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clocks")
    void aWallClockShowsVirtualTimeToSimulatedThreadsOnly(String name, Instant expected, Callable<Instant> clock)
            throws Exception {
        assertEquals(List.of(expected, expected.plus(WAIT)), Simulation.of(() -> {
            var first = clock.call();
            Thread.sleep(WAIT);
            return List.of(first, clock.call());
        }));
        Duration off = Duration.between(clock.call(), Instant.ofEpochMilli(System.currentTimeMillis()));
        assertTrue(off.abs().compareTo(Duration.ofMinutes(1)) < 0, () -> "real time is off by " + off);
    }

    @Test
    void aMethodReferenceToAClockIsAsVirtualAsACall() throws Exception {
        LongSupplier clock = System::nanoTime;

        assertEquals(Simulation.START_NANOS + WAIT.toNanos(), Simulation.of(() -> {
            Thread.sleep(WAIT);
            return clock.getAsLong();
        }));
        assertNotEquals(Simulation.START_NANOS + WAIT.toNanos(), clock.getAsLong());
    }

    @Test
    void aClassLoadedLaterIsRewrittenToo() throws Exception {
        assertEquals(Simulation.START_NANOS + WAIT.toNanos(), Simulation.of(() -> {
            Thread.sleep(WAIT);
            return LoadedLater.nanoTime();
        }));
    }

    private static final class LoadedLater {
        static long nanoTime() {
            return System.nanoTime();
        }
    }

    @Test
    void otherVirtualThreadsLiveInRealTimeMeanwhile() throws Exception {
        long before = System.nanoTime();
        var seen = new CompletableFuture<Long>();
        var outside = Thread.ofVirtual().unstarted(() -> seen.complete(System.nanoTime()));

        Simulation.of(() -> {
            outside.start(); // made outside, so it has the JDK's scheduler
            Thread.sleep(WAIT);
            return null;
        });

        long real = seen.get(10, TimeUnit.SECONDS);
        assertTrue(real >= before && real <= System.nanoTime(), () -> real + " is not between");
    }

    @Test
    void thePoolsDelayedTasksStayReal() throws Exception {
        long before = System.nanoTime();
        var late = new CompletableFuture<String>();

        Simulation.of(() -> late.completeOnTimeout("late", 50, TimeUnit.MILLISECONDS));

        assertEquals("late", late.get(10, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - before >= Duration.ofMillis(50).toNanos(), "completed too early");
    }

    @Test
    void whoRunsTheTestsTellsRealTime() throws Exception {
        Simulation.of(() -> {
            assertTimeout(Duration.ofHours(1), () -> Thread.sleep(WAIT));
            return null;
        });
    }

    @Test
    void aThreadThatSpinsLetsOthersRun() throws Exception {
        var simulation = new Simulation();
        var done = new AtomicBoolean();

        simulation.run(() -> {
            simulation.start(() -> done.set(true));
            while (!done.get()) {
                Thread.onSpinWait();
            }
            return null;
        });

        assertEquals(1, simulation.spins());
    }

    @Test
    void installingAgainChangesNothing() throws Exception {
        var first = new Simulation();
        var before = TimeAgent.exchange(first);
        try {
            assertEquals(Optional.empty(), TimeAgent.install(new Simulation()));
            assertTrue(TimeAgent.installed());
            assertEquals(first, TimeAgent.exchange(first));
        } finally {
            TimeAgent.exchange(before);
        }
    }

    private static void expired(Callable<?> wait) {
        assertThrows(TimeoutException.class, wait::call);
    }

    private static Arguments wait(String name, Wait wait) {
        return Arguments.of(name, wait);
    }

    private static Arguments clock(String name, Instant expected, Callable<Instant> clock) {
        return Arguments.of(name, expected, clock);
    }
}
