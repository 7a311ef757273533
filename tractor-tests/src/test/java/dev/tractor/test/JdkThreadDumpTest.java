package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own thread dump shows the tree: who is in which nursery, and what each waits for. */
class JdkThreadDumpTest {

    @TempDir
    Path scratch;

    /** What the dump says of one thread. */
    private record Dumped(String name, String container, String blocker) {}

    private List<Dumped> dump() throws Exception {
        var file = scratch.resolve("threads.json").toAbsolutePath();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
        var containers = (List<?>)
                map(map(Json.read(Files.readString(file))).get("threadDump")).get("threadContainers");
        var all = new ArrayList<Dumped>();
        for (var container : containers) {
            var scope = String.valueOf(map(container).get("container"));
            for (var thread : (List<?>) map(container).get("threads")) {
                var blocker = map(thread).get("parkBlocker");
                all.add(new Dumped(
                        String.valueOf(map(thread).get("name")),
                        scope.substring(0, Math.max(scope.indexOf('/'), 0)),
                        blocker == null
                                ? ""
                                : className(String.valueOf(map(blocker).get("object")))));
            }
        }
        Files.delete(file);
        return all;
    }

    private static String className(String objectWithHash) {
        return objectWithHash.substring(0, objectWithHash.indexOf('@'));
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    /** The thread of this name in this nursery. */
    private static Dumped find(List<Dumped> dump, String nursery, String name) {
        return dump.stream()
                .filter(thread ->
                        thread.container().equals(nursery) && thread.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no thread " + name + " in " + nursery + ": " + dump));
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void actorsAndTasksAreInTheirNurseriesAndShowWhatTheyWaitFor() throws Exception {
        var gate = new CountDownLatch(1);
        try (var shop = Nursery.open(o -> o.name("shop"))) {
            var stock = shop.start("stock", Object::new);
            var desk = shop.start("desk", Object::new);
            shop.start("idle", Object::new).run(i -> {});
            desk.tell(d -> stock.run(s -> gate.await()));
            shop.fork("sleeper", () -> Tractor.sleep(Duration.ofHours(1)));
            shop.fork(
                    "batcher",
                    () -> Nursery.run(o -> o.name("batch"), batch -> {
                        batch.fork("item", () -> Tractor.sleep(Duration.ofHours(1)));
                    }));
            await(
                    "/desk  waits for a reply of /stock",
                    "task item  waits",
                    "task batcher  waits",
                    "task sleeper  waits");
            await("/stock  running, waits at", "/idle  waits");

            var dump = dump();

            assertTrue(
                    find(dump, "nursery shop", "/desk").blocker().matches("dev\\.tractor\\..*AwaitingReply"),
                    dump::toString);
            assertEquals(
                    "java.util.concurrent.CountDownLatch$Sync",
                    find(dump, "nursery shop", "/stock").blocker());
            assertTrue(
                    find(dump, "nursery shop", "/idle").blocker().matches("dev\\.tractor\\.Mailbox"), dump::toString);
            assertEquals(
                    "dev.tractor.Tractor$Sleep",
                    find(dump, "nursery shop", "task sleeper").blocker());
            assertEquals(
                    "dev.tractor.AwaitingChildren",
                    find(dump, "nursery shop", "task batcher").blocker());
            assertEquals(
                    "dev.tractor.Tractor$Sleep",
                    find(dump, "nursery batch", "task item").blocker());
            assertEquals(
                    "dev.tractor.Keeper",
                    find(dump, "nursery shop", "tractor-keeper of nursery shop").blocker());
            gate.countDown();
            shop.cancel("done");
        }
    }

    /** Waits until the tree shows all of these. */
    private static void await(String... parts) throws InterruptedException {
        while (!List.of(parts).stream().allMatch(Tractor.tree().toString()::contains)) {
            Tractor.sleep(Duration.ofMillis(1));
        }
    }
}
