package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What {@link Tractor#tree()} shows. */
class TreeTest {

    private static ActorTree nursery(String name) {
        return Tractor.tree().children().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRootHoldsTheTopLevelNurseries() {
        try (var n = Nursery.open(o -> o.name("tree-top"))) {
            var tree = Tractor.tree();
            assertEquals(ActorTree.Kind.ROOT, tree.kind());
            assertEquals("/", tree.path());
            var node = nursery("tree-top");
            assertEquals(ActorTree.Kind.NURSERY, node.kind());
            assertEquals(ActorTree.State.RUNNING, node.state());
            assertEquals(List.of(), node.children());
        }
    }

    @Test
    void aNurseryThatWasLeftIsGone() {
        try (var n = Nursery.open(o -> o.name("tree-gone"))) {
            nursery("tree-gone");
        }
        assertTrue(
                Tractor.tree().children().stream().noneMatch(node -> node.name().equals("tree-gone")));
    }

    @Test
    void childrenAreInTheOrderTheyWereStarted() throws Exception {
        try (var n = Nursery.open(o -> o.name("tree-order"))) {
            n.start("b", Counter::new);
            n.fork("a", () -> new CountDownLatch(1).await());
            n.start("c", Counter::new);
            assertEquals(
                    List.of("b", "a", "c"),
                    nursery("tree-order").children().stream()
                            .map(ActorTree::name)
                            .toList());
            n.cancel("done");
        }
    }

    @Test
    void anIdleActorWaitsForMessages() throws Exception {
        try (var n = Nursery.open()) {
            n.start("idle", Counter::new).run(c -> {});
            Watch.untilActor("/idle", "waits for messages");
            assertEquals(ActorTree.State.WAITING, Watch.actor("/idle").state());
        }
    }

    @Test
    void aBusyActorIsRunningAndShowsItsMailbox() throws Exception {
        try (var n = Nursery.open()) {
            var busy = n.start("busy", Counter::new);
            var begun = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            busy.tell(c -> {
                begun.countDown();
                gate.await();
            });
            begun.await();
            assertEquals(ActorTree.State.RUNNING, Watch.actor("/busy").state());
            var where = "running, waits at dev.tractor.TreeTest.aBusyActorIsRunningAndShowsItsMailbox(TreeTest.java:";
            Watch.untilActor("/busy", where);
            busy.tell(c -> {});
            busy.tell(c -> {});
            Watch.until(() -> {
                var detail = Watch.actor("/busy").detail();
                return detail.startsWith(where) && detail.endsWith("), 2 in its mailbox");
            });
            gate.countDown();
        }
    }

    @Test
    void aWaitSaysWhatFor() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var gate = new CountDownLatch(1);
            n.fork("asker", () -> front.run(f -> back.run(b -> gate.await()))).name();
            Watch.untilActor("/front", "waits for a reply of /back");
            Watch.untilTask("asker", "waits for a reply of /front");
            assertEquals(ActorTree.State.WAITING, Watch.task("asker").state());
            gate.countDown();
            n.cancel("done");
        }
    }

    @Test
    void aCancelledActorThatHasNotEndedSaysByWhom() throws Exception {
        var gate = new CountDownLatch(1);
        try (var n = Nursery.open();
                AutoCloseable anyway = gate::countDown) {
            var counter = n.start("slow-to-end", Counter::new);
            var begun = new CountDownLatch(1);
            counter.tell(c -> CancelScope.shield(() -> {
                begun.countDown();
                gate.await();
            }));
            begun.await();
            n.fork("killer", () -> counter.cancel("no longer needed"));
            Watch.untilActor("/slow-to-end", "cancelled by task killer");
            assertEquals(ActorTree.State.CANCELLED, Watch.actor("/slow-to-end").state());
            gate.countDown();
            n.cancel("done");
        }
    }

    @Test
    void theOwnerOfATopLevelNurseryShowsWhatItWaitsFor() throws Exception {
        var gate = new CountDownLatch(1);
        var owner = Thread.ofVirtual().name("owner").start(() -> {
            try (var n = Nursery.open(o -> o.name("tree-owner"))) {
                n.fork("child", () -> gate.await());
                n.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Watch.until(() -> nursery("tree-owner").detail().equals("task owner waits for 1 child of nursery tree-owner"));
        gate.countDown();
        owner.join();
    }

    @Test
    void theEndOfAnotherIsAWaitToo() throws Exception {
        try (var n = Nursery.open()) {
            var idle = n.start("joined", Counter::new);
            n.fork("joiner", () -> idle.join());
            Watch.untilTask("joiner", "waits for the end of /joined");
            var sleeper = n.fork("sleeper", () -> Tractor.sleep(Duration.ofHours(1)));
            n.fork("patient", () -> sleeper.join());
            Watch.untilTask("sleeper", "waits for a sleep of 1h to end");
            Watch.untilTask("patient", "waits for the end of task sleeper");
            n.cancel("done");
        }
    }

    @Test
    void aTellWaitsForRoom() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var full = n.start("full", Counter::new, Spawn.local().withMailbox(1));
            full.tell(c -> gate.await());
            n.fork("teller", () -> {
                for (int i = 0; i < 3; i++) {
                    full.tell(c -> {});
                }
            });
            Watch.untilTask("teller", "waits for room in the mailbox of /full");
            gate.countDown();
            n.cancel("done");
        }
    }

    @Test
    void anActorWhoseThreadHasNotRunIsStarting() {
        try (var n = Nursery.open()) {
            var cell = new ActorCell<Counter>(n, "unborn", Counter::new, Spawn.local());
            assertEquals(ActorTree.State.STARTING, Snapshots.state(cell.strand));
        }
    }

    @Test
    void theActorsOfAnActorsNurseryAreItsChildren() throws Exception {
        try (var n = Nursery.open()) {
            var shop = n.start("shop", Counter::new);
            var orders = shop.ask(s -> Actor.current().nursery().start("orders", Counter::new));
            orders.run(o -> {});
            var children = Watch.actor("/shop").children();
            assertEquals(1, children.size());
            assertEquals("/shop/orders", children.getFirst().path());
            assertEquals(ActorTree.Kind.ACTOR, children.getFirst().kind());
        }
    }

    @Test
    void aNurseryInsideAHandlerIsBelowTheActor() throws Exception {
        try (var n = Nursery.open()) {
            var shop = n.start("shop", Counter::new);
            var gate = new CountDownLatch(1);
            shop.tell(s -> Nursery.run(o -> o.name("batch"), batch -> {
                batch.fork("item", () -> gate.await());
            }));
            Watch.untilTask("item", "");
            var batch = Watch.actor("/shop").children().getFirst();
            assertEquals(ActorTree.Kind.NURSERY, batch.kind());
            assertEquals("batch", batch.name());
            assertEquals("/shop", batch.path());
            assertEquals("item", batch.children().getFirst().name());
            gate.countDown();
        }
    }

    @Test
    void theTextDrawsOneLineANode() throws Exception {
        try (var n = Nursery.open(o -> o.name("tree-text"))) {
            var shop = n.start("shop", Counter::new);
            shop.run(s -> {
                Actor.current().nursery().start("orders", Counter::new);
                Actor.current().nursery().start("stock", Counter::new);
            });
            n.start("idle", Counter::new);
            Watch.untilActor("/shop", "waits for messages");
            Watch.untilActor("/shop/orders", "waits for messages");
            Watch.untilActor("/shop/stock", "waits for messages");
            Watch.untilActor("/idle", "waits for messages");
            assertEquals("""
                    nursery tree-text
                    ├── /shop  waits for messages
                    │   ├── /shop/orders  waits for messages
                    │   └── /shop/stock  waits for messages
                    └── /idle  waits for messages""", nursery("tree-text").toString());
        }
    }

    @Test
    void theTreeMayBeReadFromInsideAnActor() throws Exception {
        try (var n = Nursery.open(o -> o.name("tree-inside"))) {
            var reader = n.start("reader", Counter::new);
            assertEquals(
                    ActorTree.State.RUNNING,
                    reader.ask(r -> Watch.actor("/reader").state()));
        }
    }

    @Test
    void theTreeMayBeReadWhileItChanges() throws Exception {
        try (var n = Nursery.open(o -> o.name("tree-busy"))) {
            var over = new AtomicBoolean();
            var churn = n.fork("churn", () -> {
                for (int i = 0; i < 500; i++) {
                    int round = i;
                    Nursery.run(inner -> {
                        var one = inner.start("one" + round, Counter::new);
                        var two = one.ask(x -> Actor.current().nursery().start("two", Counter::new));
                        two.run(x -> {});
                        one.stop();
                    });
                }
                over.set(true);
            });
            while (!over.get()) {
                assertTrue(nursery("tree-busy").toString().startsWith("nursery tree-busy"));
            }
            churn.join();
        }
    }
}
