package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorCancelledException;
import dev.tractor.Event;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Task;
import dev.tractor.Tractor;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The commands about other actors and tasks, in sessions of trees that really run. */
@Tag("terminal")
class TreeCommandsTest {
    @TempDir
    static Path directory;

    /** An actor with something to be seen. */
    static final class Clerk {
        private int served = 3;
        private final List<String> names = List.of("anna", "bert");

        void work(Event until) throws InterruptedException {
            served++;
            until.await();
        }

        int stop() throws InterruptedException {
            Tractor.breakpoint();
            Tractor.checkpoint();
            return served;
        }

        @Override
        public String toString() {
            throw new AssertionError("the console runs no code of the user");
        }
    }

    private static void untilBusy(Portal<Clerk> clerk, int waiting) throws InterruptedException {
        while (!Tractor.tree().toString().contains(waiting + " in its mailbox")) {
            Tractor.checkpoint();
            Thread.yield();
        }
        assertTrue(clerk.path().startsWith("/"));
    }

    @TractorTest(mode = Mode.REAL)
    void actorShowsStackStateMailboxAndWhatIsBelow(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        var go = new Event();
        var bob = n.start("bob", Clerk::new);
        bob.tell(clerk -> clerk.work(go));
        bob.tell(clerk -> clerk.served++);
        var asker = n.fork("asker", () -> bob.ask(clerk -> clerk.served));
        untilBusy(bob, 2);
        var stopper = n.fork("stopper", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        terminal.enter("actor bob");
        terminal.expect("/bob  waits for");
        terminal.expect("2 in its mailbox");
        terminal.expect("stack, with variables");
        terminal.expect("dev.tractor.debug.TreeCommandsTest$Clerk.work(TreeCommandsTest.java:");
        terminal.expect("until  Event  Event@");
        terminal.expect("state: TreeCommandsTest.Clerk@");
        terminal.expect("served = 4");
        terminal.expect("names = ");
        terminal.expect("mailbox: 2 messages wait");
        terminal.expect("1  tell from task");
        terminal.expect("code of dev.tractor.debug.TreeCommandsTest");
        terminal.expect("2  ask  from task asker, who waits for the answer at dev.tractor.debug.TreeCommandsTest");
        terminal.enter("mailbox");
        terminal.expect("2  /bob");
        terminal.enter("mailbox /bob");
        terminal.expect("/bob  2 messages wait, oldest first");
        terminal.enter("continue");
        stopper.join();
        go.set();
        assertEquals(5, (int) asker.join());
        bob.stop();
    }

    @TractorTest(mode = Mode.REAL)
    void aNameIsAPathOrItsEnd(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        n.start("shop", Clerk::new).run(clerk -> {
            dev.tractor.Actor.current().nursery().start("clerk", Clerk::new);
        });
        n.start("bank", Clerk::new).run(clerk -> {
            dev.tractor.Actor.current().nursery().start("clerk", Clerk::new);
        });
        var stopper = n.fork("stopper", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        terminal.enter("actor clerk");
        terminal.expect("\"clerk\" may be /shop/clerk, /bank/clerk; write more of the path");
        terminal.enter("actor bank/clerk");
        terminal.expect("/bank/clerk  ");
        terminal.enter("actor /shop");
        terminal.expect("below it");
        terminal.expect("/shop/clerk");
        terminal.enter("actor bonk");
        terminal.expect("nothing that runs is called \"bonk\"; did you mean /bank? \"tree\" shows all there is");
        terminal.enter("actor");
        terminal.expect("this session is in the root, which is no actor");
        terminal.enter("actor stopper");
        terminal.expect("task stopper of /  at the console  this session");
        terminal.expectPrompt("/");
        terminal.type("actor /ba");
        terminal.press(Key.TAB);
        terminal.expect("actor /bank");
        terminal.press(Key.CTRL_C);
        terminal.enter("continue");
        stopper.join();
    }

    @TractorTest(mode = Mode.REAL)
    void cancelEndsOneActorAndNoOther(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        var never = new Event();
        var bob = n.start("bob", Clerk::new);
        var other = n.start("other", Clerk::new);
        var asker = n.fork("asker", () -> {
            try {
                bob.run(clerk -> clerk.work(never));
                return "done";
            } catch (ActorCancelledException e) {
                return e.canceller() + ": " + e.getMessage();
            }
        });
        var rows = n.fork("rows", () -> {
            never.await();
        });
        var stopper = n.fork("stopper", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        terminal.enter("cancel");
        terminal.expect("\"cancel\" takes the name of an actor or task");
        terminal.enter("cancel stopper");
        terminal.expect("task /stopper is what this session is in, and is not cancelled from it");
        terminal.enter("cancel bob");
        terminal.expect("/bob is cancelled; \"tree\" shows whether it has ended");
        var told = asker.join();
        assertTrue(told.startsWith("the user: "), told);
        assertTrue(told.contains("cancelled at the console"), told);
        terminal.enter("cancel rows");
        terminal.expect("task /rows is cancelled");
        while (!rows.isDone()) {
            Thread.yield();
        }
        terminal.enter("continue");
        stopper.join();
        assertEquals(3, (int) other.ask(clerk -> clerk.served));
    }

    @TractorTest(mode = Mode.REAL)
    void cancelIsPutOffWhileTheActorWaitsForTheTerminal(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        var first = n.fork("first", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        var stopped = new AtomicBoolean();
        var bob = n.start("bob", Clerk::new);
        var asker = n.fork("asker", () -> {
            try {
                bob.ask(Clerk::stop);
            } catch (ActorCancelledException e) {
                stopped.set(true);
            }
        });
        terminal.expect("1 waits for the terminal: /bob");
        terminal.enter("cancel bob");
        terminal.expect(
                "/bob holds or waits for the terminal: it is left alone now, and cancelled when its session has");
        assertFalse(stopped.get());
        terminal.enter("continue");
        first.join();
        terminal.expectPrompt("/bob"); // its session comes all the same
        assertFalse(stopped.get());
        terminal.enter("actor");
        terminal.expect("/bob  at the console");
        terminal.expect("stack, without variables: this session has stopped it, \"locals\" shows them");
        terminal.enter("cancel bob");
        terminal.expect("/bob is what this session is in");
        terminal.enter("continue");
        asker.join();
        assertTrue(stopped.get());
    }

    @TractorTest(mode = Mode.REAL)
    void anotherTaskOfTheSessionsOwnActorIsCancelledAtOnce(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        var never = new Event();
        var bob = n.start("bob", Clerk::new);
        var asker = n.fork(
                "asker",
                () -> bob.run(clerk -> {
                    Nursery.run(inner -> {
                        Task<?> rows = inner.fork("rows", () -> {
                            never.await();
                        });
                        Tractor.breakpoint();
                        while (!rows.isDone()) {
                            Tractor.checkpoint();
                            Thread.yield();
                        }
                    });
                }));
        terminal.expectPrompt("/bob");
        terminal.enter("cancel bob/rows");
        terminal.expect("task /bob/rows is cancelled");
        terminal.enter("continue");
        asker.join();
    }

    @TractorTest(mode = Mode.REAL)
    void dumpShowsTheTreeWithItsStacks(Nursery n, ScriptedTerminal terminal) throws Exception {
        terminal.resize(120, 60);
        var go = new Event();
        var bob = n.start("bob", Clerk::new);
        bob.tell(clerk -> clerk.work(go));
        bob.tell(clerk -> clerk.served++);
        untilBusy(bob, 1);
        var stopper = n.fork("stopper", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        terminal.enter("dump");
        terminal.expect("nursery ");
        terminal.expect("/bob  waits for");
        terminal.expect("dev.tractor.debug.TreeCommandsTest$Clerk.work(TreeCommandsTest.java:");
        terminal.expect("task stopper  at the console");
        var file = Files.createTempFile(directory, "dump", ".txt");
        terminal.enter("dump " + file);
        terminal.expect("is there already and is left as it is; name a new file");
        Files.delete(file);
        terminal.enter("dump " + file);
        terminal.expect("wrote ");
        var text = Files.readString(file);
        assertTrue(text.contains("/bob  waits for"), text);
        assertTrue(text.contains("at dev.tractor.debug.TreeCommandsTest$Clerk.work("), text);
        assertTrue(text.contains("at dev.tractor.ActorCell."), text);
        terminal.enter("continue");
        stopper.join();
        go.set();
    }
}
