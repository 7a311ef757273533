package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** What counts as the answer to a cancellation, and what is a failure all the same. */
class AnswerTest {

    @TractorTest
    void anInterruptedExceptionAfterACancellationIsItsAnswer() throws Exception {
        assertAnswer(new InterruptedException());
    }

    @TractorTest
    void anInterruptedIoExceptionAfterACancellationIsItsAnswer() throws Exception {
        assertAnswer(new InterruptedIOException());
    }

    @TractorTest
    void aChannelClosedByInterruptAfterACancellationIsItsAnswer() throws Exception {
        assertAnswer(new ClosedByInterruptException());
    }

    @TractorTest
    void anAnswerMayBeWrapped() throws Exception {
        assertAnswer(new IllegalStateException(new RuntimeException(new InterruptedException())));
    }

    @TractorTest
    void aRefusedSpawnAfterACancellationIsItsAnswer() throws Exception {
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var task = n.fork(() -> {
                Foreign.awaitStubbornly(go);
                n.fork(() -> 1);
            });
            n.cancel("enough");
            go.countDown();
            n.join();
            assertThrows(CancellationException.class, task::get);
        }
    }

    @TractorTest
    void theCancellationOfATaskThatWasReadIsAnAnswer() throws Exception {
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var read = n.fork(() -> Foreign.block());
            var reader = n.fork(() -> {
                Foreign.awaitStubbornly(go);
                return read.get();
            });
            n.cancel("enough");
            Foreign.until(read::isDone);
            go.countDown();
            n.join();
            assertThrows(CancellationException.class, reader::get);
        }
    }

    @TractorTest
    void anErrorIsNoAnswerWhateverCausedIt() throws Exception {
        var error = new AssertionError("expected something else", new InterruptedException());
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            n.fork(() -> {
                started.countDown();
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw error;
                }
            });
            started.await();
            n.cancel("enough");
            assertSame(error, assertThrows(NurseryException.class, n::join).getCause());
        }
    }

    @TractorTest
    void anyOtherExceptionAfterACancellationIsAFailure() throws Exception {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            n.fork(() -> {
                started.countDown();
                Foreign.awaitStubbornly(new CountDownLatch(0));
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw broken;
                }
            });
            started.await();
            n.cancel("enough");

            assertSame(broken, assertThrows(NurseryException.class, n::join).getCause());
        }
    }

    @TractorTest
    void anErrorOfTheCleanUpOfACancelledTaskIsAFailure() throws Exception {
        var broken = new IOException("cannot flush");
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            n.fork(() -> {
                try (AutoCloseable resource = () -> {
                    throw broken;
                }) {
                    started.countDown();
                    Foreign.block();
                }
            });
            started.await();
            n.cancel("enough");

            var thrown = assertThrows(NurseryException.class, n::join);

            assertSame(broken, thrown.getCause());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aCancelledSocketReadIsAnAnswer() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            assertTrue(accepted.isConnected());
            assertCancelledIn(() -> client.getInputStream().read());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aCancelledAcceptIsAnAnswer() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertCancelledIn(server::accept);
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aCancelledPipeReadIsAnAnswer() throws Exception {
        try (var in = new PipedInputStream();
                var out = new PipedOutputStream(in)) {
            assertCancelledIn(in::read);
            out.flush();
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aCancelledChannelReadIsAnAnswer() throws Exception {
        var pipe = Pipe.open();
        try (var sink = pipe.sink();
                var source = pipe.source()) {
            assertTrue(sink.isOpen());
            assertCancelledIn(() -> source.read(java.nio.ByteBuffer.allocate(1)));
        }
    }

    @TractorTest
    @Scenario("T05")
    void aCancelledWaitForALockIsAnAnswer() throws Exception {
        var lock = new ReentrantLock();
        lock.lock();
        assertCancelledIn(() -> {
            lock.lockInterruptibly();
            return true;
        });
    }

    private static void assertAnswer(Exception answer) throws Exception {
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            var task = n.fork("victim", () -> {
                started.countDown();
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw answer;
                }
            });
            started.await();
            n.cancel("enough");
            n.join();

            var thrown = assertThrows(CancellationException.class, task::get);
            assertEquals("task victim was cancelled: enough (by " + Strand.currentName() + ")", thrown.getMessage());
        }
    }

    private static void assertCancelledIn(java.util.concurrent.Callable<?> blocking) throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(blocking);
            var strand = task.strand;
            Foreign.until(() -> strand.thread() != null && Foreign.waits(strand.thread()));
            n.cancel("enough");
            n.join();
            assertThrows(CancellationException.class, task::get);
        }
    }
}
