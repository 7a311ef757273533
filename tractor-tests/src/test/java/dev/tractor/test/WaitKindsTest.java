package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.tractor.Dialog;
import dev.tractor.Event;
import dev.tractor.Nursery;
import dev.tractor.Registry;
import dev.tractor.Semaphore;
import dev.tractor.Shared;
import dev.tractor.Spawn;
import dev.tractor.StreamOptions;
import dev.tractor.Tractor;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of wait says in the tree what it is for, and the JDK's own thread dump says who waits and of which kind. */
class WaitKindsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static final int LOOKS = 5_000;

    @TempDir
    Path scratch;

    /** A thread that waits: its name in a dump, what the tree shows of it, and the class of its park blocker. */
    private record Waiting(String thread, String inTree, String blocker) {}

    private static final class Desk {
        void receive(Dialog<String, String, String> d) throws InterruptedException {
            d.started("ready");
            try (var s = d.openStream(StreamOptions.blocking(1))) {
                s.receive();
            }
        }

        void sleep(Dialog<String, String, String> d) throws InterruptedException {
            Tractor.sleep(LONG);
        }

        void takeOne(Dialog<String, String, String> d) throws InterruptedException {
            d.started("ready");
            var _ = d.openStream(StreamOptions.blocking(1));
            Tractor.sleep(LONG);
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void eachIsShown(TestRoot root) throws Exception {
        var gate = new CountDownLatch(1);
        try (var shop = Nursery.open(o -> o.name("shop"));
                AutoCloseable anyway = gate::countDown) {
            var busy = shop.start("busy", Desk::new, Spawn.local().withMailbox(1));
            busy.tell(b -> gate.await());
            until(root, "/busy  running, waits at");
            busy.tell(b -> {});
            var desk = shop.start("desk", Desk::new);
            var nap = shop.start("nap", Desk::new);
            var event = new Event();
            var permits = new Semaphore(1);
            permits.acquire();
            var free = shop.start("free", Desk::new);

            var sleeper = shop.fork("sleeping", () -> Tractor.sleep(LONG));
            shop.fork("telling", () -> busy.tell(b -> {}));
            shop.fork("joining", () -> sleeper.join());
            shop.fork(
                    "batching",
                    () -> Nursery.run(o -> o.name("batch").limit(1), batch -> {
                        batch.fork("first", () -> Tractor.sleep(LONG));
                        batch.fork("second", () -> {});
                        batch.after(LONG, () -> {});
                    }));
            shop.fork("on-event", () -> event.await());
            shop.fork("on-permit", () -> permits.acquire());
            shop.fork("on-stage", () -> Tractor.await(new CompletableFuture<String>()));
            shop.fork("finding", () -> Registry.await("nobody", Desk.class));
            shop.fork(
                    "opening",
                    () -> Shared.open("thing", () -> {
                        Tractor.sleep(LONG);
                        return (AutoCloseable) () -> {};
                    }));
            until(root, "task opening  waits for a sleep");
            shop.fork("sharing", () -> Shared.open("thing", () -> (AutoCloseable) () -> {}));
            shop.fork("talking", () -> {
                try (var ctx = desk.open(Desk::receive)) {
                    ctx.result();
                }
            });
            shop.fork("starting", () -> {
                try (var ctx = nap.open(Desk::sleep)) {
                    ctx.started();
                }
            });
            shop.fork("sending", () -> {
                try (var ctx = nap.open(Desk::takeOne);
                        var s = ctx.openStream()) {
                    while (true) {
                        s.send("more");
                    }
                }
            });
            shop.fork("watching", () -> {
                try (var watch = Registry.openWatch("nobody")) {
                    watch.next();
                }
            });
            shop.fork("asking", () -> free.run(f -> sleeper.join()));
            var expected = List.of(
                    new Waiting("/nap", "waits for messages", "Mailbox"),
                    new Waiting("/free", "waits for the end of task sleeping", "Child$AwaitingEnd"),
                    new Waiting("task sleeping", "waits for a sleep of 1h to end", "Tractor$Sleep"),
                    new Waiting("task asking", "waits for a reply of /free", "Ask$AwaitingReply"),
                    new Waiting("task telling", "waits for room in the mailbox of /busy", "Posted$AwaitingRoom"),
                    new Waiting("task joining", "waits for the end of task sleeping", "Child$AwaitingEnd"),
                    new Waiting("task batching", "waits for 3 children of nursery batch", "AwaitingChildren"),
                    new Waiting("task second", "waits for the only place", "Places$Place"),
                    new Waiting("task on-event", "waits for an event", "Event$AwaitingSet"),
                    new Waiting("task on-permit", "waits for the permit of a semaphore", "Semaphore$Request"),
                    new Waiting("task on-stage", "waits for a completion stage", "AwaitingStage"),
                    new Waiting(
                            "task finding",
                            "waits for an actor named \"nobody\" to be registered",
                            "RegistryWatch$AwaitingChange"),
                    new Waiting("task sharing", "waits for shared \"thing\"", "SharedTable$Visit"),
                    new Waiting(
                            "task watching",
                            "waits for an actor named \"nobody\" to arrive or depart",
                            "RegistryWatch$AwaitingChange"),
                    new Waiting("task talking", "waits for the end of /desk (task dialog-1)", "Exchange$Awaiting"),
                    new Waiting("/desk (task dialog-1)", "waits for a message in ", "StreamWait$Receiver"),
                    new Waiting("task starting", "waits for the start of /nap (task dialog-", "Exchange$Awaiting"),
                    new Waiting("task sending", "waits for room in ", "StreamWait$Sender"));
            for (var waiting : expected) {
                until(root, inTree(waiting.thread()) + "  " + waiting.inTree());
            }

            var dump = dump();
            for (var waiting : expected) {
                assertEquals("dev.tractor." + waiting.blocker(), dump.get(waiting.thread()), waiting.thread());
            }
            shop.cancel("done");
        }
    }

    /** A dialog is a task below its actor in the tree, where its actor needs no mention. */
    private static String inTree(String thread) {
        int task = thread.indexOf("(task ");
        return task < 0 ? thread : thread.substring(task + 1, thread.length() - 1);
    }

    private static void until(TestRoot root, String part) {
        for (int look = 0; !root.tree().toString().contains(part); look++) {
            assertTrue(look < LOOKS, () -> "no \"" + part + "\" in\n" + root.tree());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The park blockers of the threads in a dump, by the threads' names. */
    private Map<String, String> dump() throws Exception {
        var file = scratch.resolve("threads.json").toAbsolutePath();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
        var containers = (List<?>)
                map(map(Json.read(Files.readString(file))).get("threadDump")).get("threadContainers");
        var found = new java.util.LinkedHashMap<String, String>();
        var names = new ArrayList<String>();
        for (var container : containers) {
            for (var thread : (List<?>) map(container).get("threads")) {
                var name = String.valueOf(map(thread).get("name"));
                names.add(name);
                if (map(thread).get("parkBlocker") instanceof Map<?, ?> blocker) {
                    var text = String.valueOf(blocker.get("object"));
                    found.put(name, text.substring(0, text.indexOf('@')));
                }
            }
        }
        assertTrue(names.contains("task sleeping"), names::toString);
        return found;
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
