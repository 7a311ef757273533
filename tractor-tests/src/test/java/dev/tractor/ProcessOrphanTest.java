package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A child JVM does not outlive the one that has started it, whatever that ends by and whatever the child does. */
@Tag("slow")
class ProcessOrphanTest {

    @TempDir
    Path scratch;

    static class Busy {
        private final long counted[] = new long[1];

        /** Starts a child of its own, and then neither waits nor ends. */
        void work(String file) throws Exception {
            Portal<Busy> below = Actor.current().nursery().start("below", Busy::new, Spawn.process());
            long pid = below.ask(x -> ProcessHandle.current().pid());
            var written = Path.of(file + ".new");
            Files.writeString(written, ProcessHandle.current().pid() + " " + pid);
            Files.move(written, Path.of(file));
            while (true) {
                counted[0]++;
            }
        }
    }

    /** Has a busy actor in a child JVM. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            var file = arguments[0];
            try (var n = Nursery.open()) {
                n.start("busy", Busy::new, Spawn.process()).tell(x -> x.work(file));
                n.join();
            }
        }
    }

    @TractorTest(mode = Mode.REAL)
    void allEndWhenTheTopmostIsKilled() throws Exception {
        var file = scratch.resolve("pids");
        try (var parent = new ChildJvm(List.of(), Parent.class, file.toString())) {
            await(() -> Files.exists(file));
            var pids = List.of(Files.readString(file).split(" "));
            assertTrue(pids.stream().allMatch(ProcessOrphanTest::alive), pids::toString);
            parent.signal("KILL");
            parent.end(137);
            await(() -> pids.stream().noneMatch(ProcessOrphanTest::alive));
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        CancelScope.failAfter(Duration.ofMinutes(1), () -> {
            while (!condition.holds()) {
                Tractor.sleep(Duration.ofMillis(5));
            }
        });
    }

    /** One that nobody has reaped yet counts as dead. */
    private static boolean alive(String pid) {
        try {
            var stat = Files.readString(Path.of("/proc", pid, "stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return ProcessHandle.of(Long.parseLong(pid))
                            .map(ProcessHandle::isAlive)
                            .orElse(false)
                    && !Files.exists(Path.of("/proc/self/stat"));
        }
    }
}
