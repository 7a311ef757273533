package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.Console;
import dev.tractor.spi.ConsoleProvider;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tty lock over several JVMs, which here are several roots in one: what goes over the links is put into queues, and taken out
 * by threads of the simulation.
 */
class TtyOverLinksTest {
    private static final int TASKS = 2;
    private static final int STOPS = 2;
    private static final byte[] GO_ON = "go on".getBytes(StandardCharsets.UTF_8);

    /** A tree of roots, and what has happened at its terminal. */
    private static final class Tree {
        final Root kit = Strand.current().root;
        final List<Thread> threads = new ArrayList<>();
        final Root top = new Root(options("top", new Terminal()));

        /** The names of sessions, in the order in which they were opened. */
        final List<String> sessions = new ArrayList<>();

        @Nullable
        String open;

        private final ReentrantLock turn = new ReentrantLock();

        /** Whether no link has ended. */
        volatile boolean whole = true;

        /** What has failed on some thread. */
        final List<Throwable> failures = new CopyOnWriteArrayList<>();

        // Done when a session has opened, and when it is about to close.
        Runnable opened = () -> {};
        Runnable closing = () -> {};

        RootOptions options(String name, ConsoleProvider console) {
            return new RootOptions(name, kit.clock, kit.threads, console, false, null, null);
        }

        /** Runs a body on a thread of the simulation, as the root's own code. */
        Thread run(Root root, String name, Action<Exception> body) {
            var thread = kit.threads.newThread(() -> {
                try (var _ = root.enter()) {
                    body.run();
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                }
            });
            thread.setName(name);
            threads.add(thread);
            thread.start();
            return thread;
        }

        /** A session of whatever JVM is on the screen, for a while. */
        void show(String name) {
            turn.lock(); // as one terminal has: who dies at it leaves it a little later
            assertNull(open, "two sessions at once");
            if (whole) {
                assertEquals(name, name(top.tty().waiters().getFirst()));
                assertTrue(top.deadlines.frozen());
            }
            open = name;
            sessions.add(name);
            opened.run();
        }

        void close(String name) {
            assertEquals(name, open);
            closing.run();
            open = null;
            turn.unlock();
        }

        static String name(TtyWaiter waiter) {
            return waiter.actor() + " " + waiter.task();
        }

        /** The console with the terminal. */
        private final class Terminal implements ConsoleProvider, Console {

            @Override
            public Console attach(RootHandle root) {
                return this;
            }

            @Override
            public boolean available() {
                return true;
            }

            @Override
            public boolean servesChildJvms() {
                return true;
            }

            @Override
            public Resumption hold(Pause pause) {
                var name = pause.actor() + " " + pause.task();
                show(name);
                kit.clock.park(this, 1_000_000);
                close(name);
                return Resumption.CONTINUE;
            }

            @Override
            public void serve(SessionLink session) {
                var name = name(session.task());
                run(top, "session of " + name, () -> {
                    show(name);
                    var came = new LinkedBlockingQueue<String>();
                    session.receive(new Receiving(came));
                    if (came.take().equals(name)) { // else it is broken off
                        kit.clock.park(this, 1_000_000);
                    }
                    close(name); // before the other side can end the request
                    session.send(GO_ON);
                });
            }
        }
    }

    /** The console of a child: says whose session it is, and waits until it may go on. */
    private record Far() implements ConsoleProvider, Console {

        @Override
        public Console attach(RootHandle root) {
            throw new AssertionError("a child has no terminal");
        }

        @Override
        public Console attachElsewhere(RootHandle root) {
            return this;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public Resumption hold(Pause pause) {
            throw new AssertionError("a child has no terminal");
        }

        @Override
        public Resumption hold(Pause pause, SessionLink terminal) {
            var came = new LinkedBlockingQueue<String>();
            terminal.receive(new Receiving(came));
            assertTrue(Strand.current().root.deadlines.frozen());
            terminal.send((pause.actor() + " " + pause.task()).getBytes(StandardCharsets.UTF_8));
            try {
                assertNotNull(came.take()); // or it is broken off
            } catch (InterruptedException e) {
                throw new AssertionError("who has the terminal was interrupted", e);
            }
            return Resumption.CONTINUE;
        }
    }

    private record Receiving(BlockingQueue<String> came) implements SessionLink.Receiver {

        @Override
        public void received(byte[] message) {
            came.add(new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void brokenOff(String why) {
            came.add("broken off: " + why);
        }
    }

    /** A JVM below another. */
    private static final class Jvm {
        private static final Frame END = new Frame(Frame.Kind.END, 0);

        final Root root;
        final ChildSessions sessions;
        final BlockingQueue<Frame> down = new LinkedBlockingQueue<>();
        final BlockingQueue<Frame> up = new LinkedBlockingQueue<>();
        final List<Thread> pumps;

        Jvm(Tree tree, Root above, ActorCell<?> stand) {
            root = new Root(tree.options(stand.path, new Far()), stand.path, new TtyFrames(up::add));
            sessions = new ChildSessions(stand, down::add);
            sessions.connected();
            pumps = List.of(
                    tree.run(root, "down to " + stand.path, () -> {
                        for (var frame = down.take(); frame != END; frame = down.take()) {
                            assertTrue(TtyFrames.arrived(frame, root.tty()));
                        }
                    }),
                    tree.run(above, "up from " + stand.path, () -> {
                        for (var frame = up.take(); frame != END; frame = up.take()) {
                            assertTrue(sessions.arrived(frame));
                        }
                        sessions.gone("the link has ended");
                    }));
        }

        /** What has been sent so far arrives, and then nothing more. */
        void end() throws InterruptedException {
            up.add(END);
            down.add(END);
            for (var pump : pumps) {
                pump.join();
            }
        }
    }

    /** Three JVMs below the topmost, one of them below another, and the tasks in all four that stop. */
    private static final class Forest {
        final Tree tree = new Tree();
        final CountDownLatch over = new CountDownLatch(1);
        final ActorCell<?> stand = standIn(tree.top, "one");
        final Jvm one = new Jvm(tree, tree.top, stand);
        final Jvm below = new Jvm(tree, one.root, standIn(one.root, "below"));
        final Jvm other = new Jvm(tree, tree.top, standIn(tree.top, "other"));
        final List<Thread> stoppers = new ArrayList<>();

        Forest() throws InterruptedException {}

        /** An actor that stands for a JVM, in a nursery that is open until all is over. */
        private ActorCell<?> standIn(Root root, String name) throws InterruptedException {
            var made = new LinkedBlockingQueue<ActorCell<?>>();
            tree.run(root, "nursery of " + name, () -> {
                try (var n = Nursery.open()) {
                    Portal<Object> actor = n.start(name, Object::new);
                    made.add(actor.cell());
                    over.await();
                }
            });
            return made.take();
        }

        List<Root> roots() {
            return List.of(tree.top, one.root, below.root, other.root);
        }

        void stop(Root root, SplittableRandom random) {
            for (int task = 0; task < TASKS; task++) {
                long pause = random.nextLong(3_000_000);
                stoppers.add(tree.run(root, "task " + task + " below " + root.path, () -> {
                    for (int stop = 0; stop < STOPS; stop++) {
                        tree.kit.clock.park(this, pause);
                        Tractor.breakpoint();
                    }
                }));
            }
        }

        void end() throws InterruptedException {
            over.countDown();
            for (var thread : List.copyOf(tree.threads)) {
                thread.join();
            }
            roots().forEach(Root::close);
            assertEquals(List.of(), tree.failures);
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Tractor.sleep(Duration.ofMillis(1));
        }
    }

    @TractorTest
    @Scenario({"I9", "I10"})
    void sessionsOfAllJvmsAreInOneLine(Simulation simulation) throws Exception {
        var random = new SplittableRandom(simulation.seed());
        var forest = new Forest();
        forest.roots().forEach(root -> forest.stop(root, random));
        join(forest.stoppers);
        assertEquals(4 * TASKS * STOPS, forest.tree.sessions.size(), forest.tree.sessions::toString);
        for (var root : forest.roots()) {
            await(() -> !root.deadlines.frozen()); // which it is told by a link that takes its time
            assertNull(root.tty().latch(), () -> root.path + " is busy");
        }
        forest.below.end();
        forest.one.end();
        forest.other.end();
        forest.end();
    }

    @TractorTest
    @Scenario("I8")
    void whoStandsForAJvmIsNotCancelledWhileThatHasTheTerminalOrWaits(Simulation simulation) throws Exception {
        var random = new SplittableRandom(simulation.seed());
        var forest = new Forest();
        var tree = forest.tree;
        var stand = forest.stand.strand.base;
        forest.stop(forest.below.root, random);
        forest.stop(tree.top, random);
        var before = new AtomicBoolean();
        tree.opened = () -> before.set(forest.one.sessions.any() && stand.cause == null);
        tree.closing = () -> {
            if (before.get()) { // nobody has the terminal and gives it up in between
                assertNull(stand.cause, "it is cancelled, though its JVM has the terminal or waits");
            }
        };
        tree.run(tree.top, "canceller", () -> {
            tree.kit.clock.park(this, random.nextLong(3_000_000));
            forest.stand.cancelForItself(new Cancellation("enough", "the test"));
        });
        join(forest.stoppers);
        assertEquals(2 * TASKS * STOPS, tree.sessions.size(), tree.sessions::toString);
        await(() -> stand.cause != null);
        forest.below.end();
        forest.one.end();
        forest.other.end();
        forest.end();
    }

    @TractorTest
    @Scenario("I9")
    void whatCameOverALinkIsWithdrawnWhenItEnds(Simulation simulation) throws Exception {
        var random = new SplittableRandom(simulation.seed());
        var forest = new Forest();
        var tree = forest.tree;
        forest.stop(tree.top, random);
        forest.stop(forest.other.root, random);
        forest.stop(forest.below.root, random);
        tree.kit.clock.park(this, random.nextLong(6_000_000));
        tree.whole = false;
        forest.below.end();
        var alive = new ArrayList<>(forest.stoppers.subList(0, 2 * TASKS));
        join(alive);
        await(() -> tree.top.tty().latch() == null); // the terminal is free, whatever was going on there
        await(() -> !tree.top.deadlines.frozen());
        assertFalse(forest.below.sessions.any());
        assertTrue(tree.sessions.size() >= 2 * TASKS * STOPS, tree.sessions::toString);
        while (forest.stoppers.stream().anyMatch(Thread::isAlive)) { // their JVM would be halted
            for (long id = 0; id < TASKS * STOPS; id++) {
                forest.below.root.tty().refusedAbove(id, "it is gone");
                forest.below.root.tty().brokenOffAbove(id, "it is gone");
            }
            Tractor.sleep(Duration.ofMillis(1));
        }
        forest.one.end();
        forest.other.end();
        forest.end();
    }
}
