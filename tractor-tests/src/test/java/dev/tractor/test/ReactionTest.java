package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorFailedException;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a probe answers. */
class ReactionTest {

    interface Store {
        int count(String item);

        String label(String item) throws IOException;

        void put(String item);

        String take(String item) throws InterruptedException;
    }

    private static Probe<Store> store(Nursery n) {
        return Probe.start(Store.class, "store", n);
    }

    /** Asks by the portal. */
    private static int count(Probe<Store> store, String item) throws InterruptedException {
        return store.portal().ask(s -> s.count(item));
    }

    // Defaults.

    interface Everything {
        boolean flag();

        byte tiny();

        short small();

        char letter();

        int number();

        long large();

        float rough();

        double exact();

        String text();

        Optional<String> some();

        OptionalInt someNumber();

        Collection<String> bag();

        List<String> list();

        Set<String> set();

        Map<String, String> map();
    }

    @TractorTest
    void aMethodThatNobodyHasSaidAnythingAboutReturnsNothing(Nursery n) {
        var all = Probe.start(Everything.class, "all", n).direct();
        assertFalse(all.flag());
        assertEquals(0, all.tiny());
        assertEquals(0, all.small());
        assertEquals('\0', all.letter());
        assertEquals(0, all.number());
        assertEquals(0, all.large());
        assertEquals(0, all.rough());
        assertEquals(0, all.exact());
        assertNull(all.text());
        assertEquals(Optional.empty(), all.some());
        assertEquals(OptionalInt.empty(), all.someNumber());
        assertTrue(all.bag().isEmpty());
        assertEquals(List.of(), all.list());
        assertEquals(Set.of(), all.set());
        assertEquals(Map.of(), all.map());
    }

    // Reply, fail, answer.

    @TractorTest
    void aReplyIsForTheCallsWithItsArguments(Nursery n) throws Exception {
        var store = store(n);
        store.when(s -> s.count("apple")).reply(5);
        assertEquals(5, count(store, "apple"));
        assertEquals(0, count(store, "pear"));
        assertEquals(5, store.direct().count("apple"));
    }

    @TractorTest
    void theLatestReactionThatFitsCounts(Nursery n) throws Exception {
        var store = store(n);
        store.when(s -> s.count("apple")).reply(5);
        store.when(s -> s.count("")).anyArguments().reply(7);
        store.when(s -> s.count("pear")).reply(6);
        assertEquals(7, store.direct().count("apple"));
        assertEquals(6, store.direct().count("pear"));
        assertEquals(7, store.direct().count(null));
    }

    @TractorTest
    void aFailureGoesToWhoeverAsks(Nursery n) throws Exception {
        var store = store(n);
        var refusal = new IOException("no label");
        store.when(s -> s.label("apple")).fail(refusal);
        var failed =
                assertThrows(ActorFailedException.class, () -> store.portal().ask(s -> s.label("apple")));
        assertSame(refusal, failed.getCause());
        assertSame(refusal, assertThrows(IOException.class, () -> store.direct().label("apple")));
        store.whenRun(s -> s.put("apple")).fail(new IllegalStateException("full"));
        assertThrows(IllegalStateException.class, () -> store.direct().put("apple"));
        store.direct().put("pear");
    }

    @TractorTest
    void anAnswerIsMadeOfTheCall(Nursery n) throws Exception {
        var store = store(n);
        store.when(s -> s.count(""))
                .anyArguments()
                .answer(call -> call.argument(0, String.class).length());
        assertEquals(5, count(store, "apple"));
        assertEquals(4, store.direct().count("pear"));
        store.when(s -> s.label("")).anyArguments().answer(call -> {
            throw new IOException(call.toString());
        });
        var failure = assertThrows(IOException.class, () -> store.direct().label("apple"));
        assertEquals("label(\"apple\")", failure.getMessage());
    }

    @TractorTest
    void anAnswerThatTheMethodCannotGiveIsRefused(Nursery n) {
        var store = store(n);
        refuses(
                "probe store cannot answer count(\"apple\") with java.io.IOException; it declares no checked exception",
                () -> store.when(s -> s.count("apple")).fail(new IOException()));
        refuses(
                "probe store cannot answer label(\"apple\") with java.util.concurrent.TimeoutException; it declares"
                        + " java.io.IOException",
                () -> store.when(s -> s.label("apple")).fail(new TimeoutException()));
        refuses(
                "probe store was to answer count(\"apple\") with null; it returns int",
                () -> store.when(s -> s.count("apple")).reply(null));
        store.when(s -> s.count("apple")).answer(_ -> null);
        refuses(
                "probe store was to answer count(\"apple\") with null; it returns int",
                () -> store.direct().count("apple"));
        store.when(s -> s.count("apple")).answer(_ -> {
            throw new TimeoutException();
        });
        var refusal =
                assertThrows(IllegalStateException.class, () -> store.direct().count("apple"));
        assertEquals(
                "probe store was to answer count(\"apple\") with java.util.concurrent.TimeoutException; it declares no"
                        + " checked exception",
                refusal.getMessage());
        assertInstanceOf(TimeoutException.class, refusal.getCause());
    }

    @TractorTest
    void codeThatMakesNoCallIsNoReaction(Nursery n) {
        var store = store(n);
        refuses(
                "when takes code that makes one call of Store, such as x -> x.method(argument); this made none",
                () -> store.when(_ -> 5));
        refuses(
                "whenRun takes code that makes one call of Store, such as x -> x.method(argument); this made none",
                () -> store.whenRun(_ -> {}));
    }

    private static void refuses(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }

    // Hold.

    @Test
    void aHeldCallKeepsTheTurnUntilTheTestReplies() throws Exception {
        OnMachine.run(n -> {
            var store = store(n);
            var held = store.when(s -> s.count("apple")).hold();
            var log = new ArrayList<String>();
            n.fork(() -> {
                log.add("apple " + store.portal().ask(s -> s.count("apple")));
            });
            store.expect(s -> s.count("apple"));
            n.fork(() -> {
                log.add("pear " + store.portal().ask(s -> s.count("pear")));
            });
            store.expectNothing();
            assertEquals(List.of(), log);
            held.reply(5);
            store.expect(s -> s.count("pear"));
            OnMachine.settle();
            assertEquals(Set.of("apple 5", "pear 0"), Set.copyOf(log));
            assertEquals(5, count(store, "apple"));
        });
    }

    @TractorTest
    void aHeldCallEndsAsTheTestSays(Nursery n) throws Exception {
        var store = store(n);
        var held = store.when(s -> s.label("apple")).hold();
        var label = n.fork(() -> store.portal().ask(s -> s.label("apple")));
        store.expect(s -> s.label("apple"));
        held.reply("red");
        assertEquals("red", label.join());

        var failing = store.when(s -> s.label("pear")).hold();
        var caught = n.fork(
                () -> assertThrows(IOException.class, () -> store.direct().label("pear")));
        store.expect(s -> s.label("pear"));
        failing.fail(new IOException("no label"));
        assertEquals("no label", caught.join().getMessage());

        var running = store.whenRun(s -> s.put("plum")).hold();
        var put = n.fork(() -> store.portal().run(s -> s.put("plum")));
        store.expect(s -> s.put("plum"));
        assertFalse(put.isDone());
        running.release();
        put.join();
    }

    @TractorTest
    void aHoldIsEndedOnce(Nursery n) {
        var store = store(n);
        var held = store.when(s -> s.count("")).anyArguments().hold();
        held.reply(5);
        var misuse = assertThrows(IllegalStateException.class, held::release);
        assertEquals(
                "probe store on count(any) holds nothing any more; a hold is ended once, and its end is the answer to all"
                        + " later calls",
                misuse.getMessage());
        assertEquals(5, store.direct().count("apple"));
    }

    @TractorTest
    void aHoldDoesNotEndWithWhatTheMethodCannotGive(Nursery n) {
        var store = store(n);
        var held = store.when(s -> s.count("apple")).hold();
        refuses("probe store was to answer count(\"apple\") with null; it returns int", () -> held.reply(null));
        refuses(
                "probe store cannot answer count(\"apple\") with java.io.IOException; it declares no checked exception",
                () -> held.fail(new IOException()));
        held.reply(1);
        assertEquals(1, store.direct().count("apple"));
    }

    @Test
    void aCallerThatIsCancelledIsHeldNoLonger() throws Exception {
        OnMachine.run(n -> {
            var store = store(n);
            var _ = store.when(s -> s.count("apple")).hold();
            var second = Duration.ofSeconds(1);
            assertFalse(CancelScope.moveOnAfter(second, () -> store.portal().ask(s -> s.count("apple"))));
            assertEquals(0, count(store, "pear"), "the probe serves others again");
            assertFalse(CancelScope.moveOnAfter(second, () -> store.direct().count("apple")));
            assertEquals(second.multipliedBy(2), OnMachine.time());
        });
    }

    @TractorTest
    void anInterruptedCallThrowsWhatItMay(Nursery n) throws Exception {
        var store = store(n);
        var _ = store.when(s -> s.count("apple")).hold();
        var _ = store.when(s -> s.take("apple")).hold();
        Thread.currentThread().interrupt();
        var refusal =
                assertThrows(IllegalStateException.class, () -> store.direct().count("apple"));
        assertEquals("probe store was interrupted while it answered count(\"apple\")", refusal.getMessage());
        assertInstanceOf(InterruptedException.class, refusal.getCause());
        assertThrows(InterruptedException.class, () -> store.direct().take("apple"), "the interrupt was kept");
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aProbeThatHoldsACallEndsWithItsNursery() throws Exception {
        OnMachine.run(n -> {
            var store = store(n);
            var _ = store.whenRun(s -> s.put("apple")).hold();
            store.portal().tell(s -> s.put("apple"));
            store.expect(s -> s.put("apple"));
        });
    }

    // The end.

    interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    @TractorTest
    void theEndOfAnAutoCloseableOneIsACall(Nursery n) throws Exception {
        var resource = Probe.start(Resource.class, "resource", n);
        resource.portal().stop();
        resource.expect(Resource::close);
        resource.expectTerminated(resource.portal());
    }
}
