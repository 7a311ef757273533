package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An actor for which no thread can be had. */
class RefusedThreadTest {

    @Test
    void anActorWhoseThreadCannotBeHadFailsAndTellsItsAskers() throws Exception {
        var refuse = new AtomicBoolean();
        var threads = Thread.ofVirtual().factory();
        var root = Roots.open(RootOptions.standard().withName("no-threads").withThreads(body -> {
            if (refuse.compareAndSet(true, false)) {
                throw new IllegalStateException("no more threads");
            }
            return threads.newThread(body);
        }));
        var told = new AtomicReference<Throwable>();
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var entry = root.enter();
                    var n = Nursery.open()) {
                n.start("ready", Counter::new).run(c -> {});
                var started = new CountDownLatch(1);
                n.fork(
                        "starter",
                        () -> CancelScope.shield(() -> {
                            started.await();
                            refuse.set(true);
                            var counter = n.start("counter", Counter::new);
                            told.set(assertThrows(RuntimeException.class, () -> counter.ask(c -> c.total)));
                        }));
                started.countDown();
                n.join();
            }
        });
        root.close();
        assertTrue(thrown.getCause().toString().contains("no more threads"), thrown::toString);
        assertInstanceOf(ActorGoneException.class, told.get());
        assertTrue(told.get().getMessage().contains("it failed: java.lang.IllegalStateException: no more threads"));
    }
}
