package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tractor.test.Faults;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is said of cancellations that cross a context, or end one task or actor alone: who, why, and by whom. */
class ContextCancellationMessagesTest {

    /** State whose dialogs and messages note what ends their waits. */
    private static final class Desk {
        private final List<String> messages = new ArrayList<>();

        void linger(Dialog<String, String, String> d) throws InterruptedException {
            d.started("waiting");
            sleep();
        }

        void giveUp(Dialog<String, String, String> d) throws InterruptedException {
            d.started("waiting");
            d.cancel("nothing to do");
            Tractor.checkpoint();
        }

        void fail(Dialog<String, String, String> d) throws InterruptedException {
            d.started("waiting");
            Tractor.sleep(Duration.ofSeconds(1));
            boom();
        }

        void boom() {
            throw new IllegalStateException("boom");
        }

        void sleep() throws InterruptedException {
            try {
                Tractor.sleep(Duration.ofHours(1));
            } catch (CancelledException e) {
                messages.add(e.getMessage());
                throw e;
            }
        }
    }

    private final Desk state = new Desk();

    @TractorTest
    void aDialogThatItsOpenerCancels(Nursery n) throws Exception {
        var desk = n.start("desk", () -> state);
        try (var ctx = desk.open(Desk::linger)) {
            ctx.started();
            ctx.cancel("enough");
            var told = assertThrows(ActorCancelledException.class, ctx::result);
            assertEquals("/desk (task dialog-1) was cancelled: enough (by task test)", told.getMessage());
            assertEquals("task test", told.canceller());
        }
        assertEquals(List.of("/desk (task dialog-1) is cancelled: enough (by task test)"), state.messages);
    }

    @TractorTest
    void aDialogWhoseOpenerLeavesTheContext(Nursery n) throws Exception {
        var desk = n.start("desk", () -> state);
        try (var ctx = desk.open(Desk::linger)) {
            ctx.started();
        }
        assertEquals(
                List.of("/desk (task dialog-1) is cancelled: its opener has left the context (by task test)"),
                state.messages);
    }

    @TractorTest
    void aDialogThatCancelsItself(Nursery n) throws Exception {
        var desk = n.start("desk", () -> state);
        var told = assertThrows(ActorCancelledException.class, () -> {
            try (var ctx = desk.open(Desk::giveUp)) {
                ctx.result();
            }
        });
        assertEquals(
                "/desk (task dialog-1) was cancelled: nothing to do (by /desk (task dialog-1) itself)",
                told.getMessage());
    }

    @TractorTest
    void aDialogThatFailsUnderItsOpener(Nursery n) throws Exception {
        var desk = n.start("desk", () -> state);
        var children = new Desk();
        var told = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = desk.open(Desk::fail)) {
                ctx.started();
                Nursery.run(inner -> {
                    inner.fork("child", () -> children.sleep());
                });
            }
        });
        assertEquals("actor /desk failed: java.lang.IllegalStateException: boom", told.getMessage());
        assertEquals(
                List.of(
                        "task child is cancelled: actor /desk failed: java.lang.IllegalStateException: boom (by /desk)"),
                children.messages);
    }

    @TractorTest
    void aDialogWhoseActorIsCancelled(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", () -> state);
        var told = assertThrows(ActorCancelledException.class, () -> {
            try (var ctx = desk.open(Desk::linger)) {
                ctx.started();
                desk.cancel("no longer needed");
                ctx.result();
            }
        });
        assertEquals("/desk (task dialog-1) was cancelled: no longer needed (by task test)", told.getMessage());
        assertEquals(List.of("/desk (task dialog-1) is cancelled: no longer needed (by task test)"), state.messages);
    }

    @TractorTest
    void aTaskThatIsCancelledAlone(Nursery n, Simulation sim) throws Exception {
        var worker = n.fork("worker", () -> state.sleep());
        sim.settle();
        worker.cancel("not this one");
        assertEquals(List.of("task worker is cancelled: not this one (by task test)"), state.messages);
    }

    @TractorTest
    void aTaskOfAnActorThatHasEnded(Nursery n, Simulation sim) throws Exception {
        var boss = n.start("boss", Object::new);
        boss.run(b -> Actor.current().nursery().fork("clerk", () -> state.sleep()));
        sim.settle();
        boss.stop();
        boss.join();
        assertEquals(List.of("/boss (task clerk) is cancelled: /boss has ended (by /boss)"), state.messages);
    }

    @TractorTest
    void anAskWhoseCallerGivesUp(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", () -> state);
        var asking = n.fork("asking", () -> desk.run(Desk::sleep));
        sim.settle();
        asking.cancel("enough");
        sim.settle();
        assertEquals(
                List.of("/desk is cancelled: its caller has given up: task asking is cancelled: enough (by task test)"
                        + " (by task asking)"),
                state.messages);
    }

    @TractorTest
    void anActorThatTheKitKills(Simulation sim, Faults faults) {
        var siblings = new Desk();
        var told = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.name("shop"), shop -> {
                    shop.start("desk", () -> state).tell(Desk::sleep);
                    shop.fork("sibling", () -> siblings.sleep());
                    sim.settle();
                    faults.kill("/desk");
                }));
        var failure = "actor /desk failed: java.lang.IllegalStateException: the test has killed it";
        assertEquals("a child of nursery shop failed: " + failure, told.getMessage());
        assertEquals(
                List.of(
                        "/desk is cancelled: it was killed: java.lang.IllegalStateException: the test has killed it (by the"
                                + " test kit)"),
                state.messages);
        assertEquals(List.of("task sibling is cancelled: " + failure + " (by /desk)"), siblings.messages);
    }

    @TractorTest
    void theChildrenOfABodyThatThrows(Simulation sim) {
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> Nursery.run(o -> o.name("shop"), shop -> {
                    shop.fork("worker", () -> state.sleep());
                    sim.settle();
                    state.boom();
                }));
        assertEquals("boom", thrown.getMessage());
        assertEquals(
                List.of(
                        "task worker is cancelled: the body of its nursery threw java.lang.IllegalStateException: boom (by"
                                + " task test)"),
                state.messages);
    }
}
