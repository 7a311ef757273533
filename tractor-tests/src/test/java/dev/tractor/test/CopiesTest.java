package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorFailedException;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Schedule;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CopiesTest {
    private final Copies copies = new Copies();
    private final List<Object> seenByThisTest = new ArrayList<>();

    /** Keeps what it is given. */
    static final class Desk {
        Object kept = List.of();

        @SuppressWarnings("unchecked")
        List<String> names() {
            return (List<String>) kept;
        }
    }

    /** A mutable thing that is not serializable. */
    static final class Basket {}

    record Price(String currency, long cents, Instant since) {}

    record Order(Price price, List<String> items) implements Serializable {}

    record Chain(int number, Chain next) {}

    private void run(FaultyTree.Body body) {
        FaultyTree.run(Schedule.fifo(1), copies::over, body);
    }

    /** What comes back for {@code value} when it is captured and kept, and then answered. */
    private Object thereAndBack(Object value) {
        var back = new Object[1];
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            desk.tell(d -> d.kept = value);
            back[0] = desk.ask(d -> d.kept);
        });
        return back[0];
    }

    // What is copied.

    @Test
    void whatALambdaCapturesIsCopiedWhenItIsSent() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var names = new ArrayList<>(List.of("ann"));
            tree.faults.delay(Messages.tells(), Duration.ofSeconds(1));
            desk.tell(d -> d.kept = names);
            names.add("bob");
            assertEquals(List.of("ann"), desk.ask(Desk::names));
        });
    }

    @Test
    void aReplyIsCopied() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            desk.run(d -> d.kept = new ArrayList<>(List.of("ann")));
            desk.ask(Desk::names).add("bob");
            assertEquals(List.of("ann"), desk.ask(Desk::names));
        });
    }

    @Test
    void whatADuplicatedMessageHasCapturedIsCopiedForEach() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            assertEquals(List.of(List.of("ann", "bob"), List.of("ann", "bob")), servedTwice(tree, desk));
        });
    }

    @Test
    void withoutCopiesADuplicatedMessageSeesWhatItsFirstRunHasDone() {
        FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            assertEquals(List.of(List.of("ann", "bob"), List.of("ann", "bob", "bob")), servedTwice(tree, desk));
        });
    }

    /** What a message that adds to what it has captured sees when it is served twice. */
    private static List<List<String>> servedTwice(FaultyTree tree, Portal<Desk> desk) throws InterruptedException {
        var seen = Collections.synchronizedList(new ArrayList<List<String>>());
        var names = new ArrayList<>(List.of("ann"));
        tree.faults.duplicate(Messages.tells()).once();
        desk.tell(_ -> {
            names.add("bob");
            seen.add(List.copyOf(names));
        });
        tree.machine.settle();
        return List.copyOf(seen);
    }

    @Test
    void withoutCopiesTheyAreShared() {
        FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            desk.run(d -> d.kept = new ArrayList<>(List.of("ann")));
            desk.ask(Desk::names).add("bob");
            assertEquals(List.of("ann", "bob"), desk.ask(Desk::names));
        });
    }

    @Test
    void whatAMessageHoldsTwiceIsOneThingInTheCopyToo() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var one = new ArrayList<Object>();
            var other = new ArrayList<Object>(List.of(one));
            one.add(other);
            boolean held = desk.ask(_ -> one.get(0) == other && other.get(0) == one);
            assertTrue(held);
        });
    }

    @Test
    void anOptionalIsCopiedWithWhatItHolds() {
        var held = new ArrayList<>(List.of("ann"));
        var back = (Optional<?>) thereAndBack(Optional.of(held));
        assertEquals(held, back.orElseThrow());
        assertNotSame(held, back.orElseThrow());
        assertEquals(Optional.empty(), thereAndBack(Optional.empty()));
    }

    @Test
    void aRecordThatHoldsSomethingMutableIsCopied() {
        var order = new Order(new Price("EUR", 100, Instant.EPOCH), new ArrayList<>(List.of("pen")));
        var back = (Order) thereAndBack(order);
        assertEquals(order, back);
        assertNotSame(order.items, back.items);
        assertSame(order.price, back.price);
    }

    @Test
    void anObjectOfAClassThatAnotherLoaderHasLoadedIsCopied() throws Exception {
        var type = new Loader().loadClass(Stamp.class.getName());
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        var stamp = constructor.newInstance();
        assertNotSame(Stamp.class, type);
        var back = thereAndBack(stamp);
        assertSame(type, back.getClass());
        assertNotSame(stamp, back);
        assertEquals(List.of(), copies.shared());
    }

    /** Serializable and mutable. */
    static final class Stamp implements Serializable {}

    /** Loads that class once more. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(CopiesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Stamp.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (var in = CopiesTest.class.getResourceAsStream("CopiesTest$Stamp.class")) {
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    // What is not.

    @Test
    void whatIsMadeToBeSharedIsSharedAndNotTold() {
        for (var value : List.of(
                new AtomicInteger(),
                new CountDownLatch(1),
                Collections.synchronizedMap(new HashMap<>()),
                Thread.currentThread(),
                CopiesTest.class,
                int.class,
                TimeUnit.DAYS,
                new IOException("no"))) {
            assertSame(value, thereAndBack(value));
            assertSame(value, ((List<?>) thereAndBack(new ArrayList<>(List.of(value)))).getFirst());
        }
        assertEquals(List.of(), copies.shared());
    }

    @Test
    void aSynchronizedListIsShared() {
        var names = Collections.synchronizedList(new ArrayList<String>());
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            desk.run(_ -> names.add("ann"));
            assertEquals(List.of("ann"), names);
        });
        assertEquals(List.of(), copies.shared());
    }

    @Test
    void portalsNurseriesAndTasksAreShared() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var task = n.fork(() -> 1);
            var here =
                    List.of(System.identityHashCode(desk), System.identityHashCode(n), System.identityHashCode(task));
            var holders = new ArrayList<>(List.of(desk, n, task));
            assertEquals(
                    here,
                    desk.ask(_ -> holders.stream().map(System::identityHashCode).toList()));
            assertEquals(1, task.join());
        });
        assertEquals(List.of(), copies.shared());
    }

    @Test
    void whatNeverChangesIsNotCopied() {
        for (var value : List.of(
                new String("ann"),
                new BigDecimal("1.5"),
                Path.of("a"),
                new Price("EUR", 100, Instant.EPOCH),
                new Chain(1, new Chain(2, null)))) {
            assertSame(value, thereAndBack(value));
        }
        assertEquals(List.of(), copies.shared());
    }

    @Test
    void theTestItselfIsShared() {
        run((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            desk.run(_ -> seenByThisTest.add("seen"));
            assertEquals(List.of("seen"), seenByThisTest);
        });
        assertEquals(List.of(CopiesTest.class.getTypeName()), copies.shared());
    }

    @Test
    void whatIsNotSerializableIsSharedAndToldOnce() {
        var basket = new Basket();
        var back = (Map<?, ?>) thereAndBack(new HashMap<>(Map.of("a", basket, "b", basket)));
        assertSame(basket, back.get("a"));
        Runnable lambda = () -> seenByThisTest.add("ran");
        assertSame(lambda, thereAndBack(lambda));
        assertEquals(List.of(Basket.class.getTypeName(), "a lambda in " + CopiesTest.class.getName()), copies.shared());
    }

    @Test
    void whatFailsToBeCopiedIsSharedAndToldWithTheReason() {
        var stubborn = new Stubborn();
        assertSame(stubborn, thereAndBack(stubborn));
        var told = String.join("\n", copies.shared());
        assertTrue(
                told.contains(Stubborn.class.getTypeName() + ", which could not be copied: java.io.IOException: never"),
                told);
    }

    /** Says that it can be copied, and cannot. */
    static final class Stubborn implements Serializable {
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("never");
        }
    }

    @Test
    void whatIsTooDeepToBeCopiedIsSharedAndTold() {
        Link last = null;
        for (int i = 0; i < 200_000; i++) {
            last = new Link(last);
        }
        assertSame(last, thereAndBack(last));
        var told = String.join("\n", copies.shared());
        assertTrue(told.contains("could not be copied: java.lang.StackOverflowError"), told);
    }

    /** One of many, each of which holds the next. */
    static final class Link implements Serializable {
        @SuppressWarnings("unused") // but by the copying
        private final Link next;

        Link(Link next) {
            this.next = next;
        }
    }

    @Test
    void anErrorThatIsAnsweredIsNotCopied() {
        run((tree, n) -> {
            Portal<Desk> desk = n.start("desk", Desk::new);
            var thrown = new IOException("no ink");
            var failed = assertThrows(
                    ActorFailedException.class,
                    () -> desk.run(_ -> {
                        throw thrown;
                    }));
            assertSame(thrown, failed.getCause());
        });
    }

    @Test
    void aTreeWithCopiesRepeatsExactly() {
        FaultyTree.Body body = (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(Messages.messages()).withProbability(0.3);
            for (int i = 0; i < 5; i++) {
                var names = new ArrayList<>(List.of("a" + i));
                n.fork(() -> {
                    desk.tell(d -> d.kept = names);
                    Tractor.sleep(Duration.ofSeconds(1));
                    return desk.ask(Desk::names);
                });
            }
            Tractor.sleep(Duration.ofSeconds(2));
            desk.stop();
            n.join();
        };
        for (int seed = 0; seed < 20; seed++) {
            var first = FaultyTree.run(Schedule.random(seed), copies::over, body);
            assertEquals(first, FaultyTree.run(Schedule.random(seed), copies::over, body));
        }
    }
}
