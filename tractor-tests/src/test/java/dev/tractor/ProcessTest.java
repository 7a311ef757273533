package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;

/** Actors in a child JVM: calls, errors and ends. */
@Tag("slow")
class ProcessTest {

    static class Worker {
        private final List<String> log = new ArrayList<>();

        long pid() {
            return ProcessHandle.current().pid();
        }

        void note(String what) {
            log.add(what);
        }

        List<String> log() {
            return log;
        }

        int fail(String why) {
            throw new IllegalStateException(why);
        }
    }

    @TractorTest(mode = Mode.REAL)
    void itRunsInAnotherJvmAndServesInOrder() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, Spawn.process());
            assertNotEquals(ProcessHandle.current().pid(), (long) w.ask(Worker::pid));
            w.tell(x -> x.note("a"));
            w.run(x -> x.note("b"));
            w.tell(x -> x.note("c"));
            assertEquals(List.of("a", "b", "c"), w.ask(Worker::log));
            var failed = assertThrows(ActorFailedException.class, () -> w.ask(x -> x.fail("no")));
            assertEquals("actor /worker failed: java.lang.IllegalStateException: no", failed.getMessage());
            assertEquals(List.of("/worker"), failed.path());
            assertEquals("fail", failed.getCause().getStackTrace()[0].getMethodName());
        }
    }
}
