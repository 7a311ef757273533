package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tractor.Nursery;
import dev.tractor.test.ProbeTest.Shipping;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/** What counts as a call, when two are the same, and how one is written down. */
class CallTest {

    private static Probe<Shipping> shipping(Nursery n) {
        return Probe.start(Shipping.class, "shipping", n);
    }

    private static void fails(String message, Executable expectation) {
        assertEquals(
                message, assertThrows(AssertionFailedError.class, expectation).getMessage());
    }

    // Arguments.

    @TractorTest
    void anArgumentThatIsNotThereOrOfAnotherClassIsRefused(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().ship(null, 5);
        var call = shipping.expectAny(s -> s.ship("", 0));
        refusesArgument("there is no argument 2 in ship(null, 5), which has 2; the first is 0", call, 2, int.class);
        refusesArgument("there is no argument -1 in ship(null, 5), which has 2; the first is 0", call, -1, int.class);
        refusesArgument("argument 0 of ship(null, 5) is null, not a java.lang.String", call, 0, String.class);
        refusesArgument("argument 1 of ship(null, 5) is a java.lang.Integer, not a long", call, 1, long.class);
        shipping.direct().describe();
        var bare = shipping.expect(s -> s.describe());
        refusesArgument("there is no argument 0 in describe(), which has 0", bare, 0, String.class);
    }

    private static void refusesArgument(String message, Call call, int index, Class<?> type) {
        var refusal = assertThrows(AssertionError.class, () -> call.argument(index, type));
        assertEquals(message, refusal.getMessage());
    }

    @TractorTest
    void arraysAreComparedByTheirElements(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().shipAll("apple", "pear");
        shipping.expect(s -> s.shipAll("apple", "pear"));
        shipping.direct().shipAll("apple", null);
        fails("""
                probe shipping: expected shipAll(["apple", "pear"]), but call 2 is shipAll(["apple", null])
                calls so far:
                  1. shipAll(["apple", "pear"])
                  2. shipAll(["apple", null])""", () -> shipping.expect(s -> s.shipAll("apple", "pear")));
    }

    // What is recorded, and which method it is.

    @TractorTest
    void theMethodsOfObjectWorkAndAreNotRecorded(Nursery n) throws Exception {
        var shipping = shipping(n);
        var direct = shipping.direct();
        assertEquals("probe shipping", direct.toString());
        assertEquals(direct, shipping.direct());
        assertEquals(direct.hashCode(), shipping.direct().hashCode());
        assertNotEquals(direct, shipping(n).direct());
        assertNotEquals(null, direct);
        assertEquals(List.of(), shipping.calls());
    }

    @TractorTest
    void aDefaultMethodIsRecordedAndNotRun(Nursery n) throws Exception {
        var shipping = shipping(n);
        assertSame(null, shipping.portal().ask(s -> s.describe()));
        shipping.expect(Shipping::describe);
    }

    interface Sink<E> {
        void put(E element);
    }

    interface Texts extends Sink<String> {
        @Override
        void put(String text);

        void put(Object text, int times);

        void put(String text, int times);
    }

    @TractorTest
    void aMethodIsTheSameByTheInterfaceThatItOverrides(Nursery n) throws Exception {
        var texts = Probe.start(Texts.class, "texts", n);
        Sink<String> sink = texts.direct();
        sink.put("a");
        texts.expect(t -> t.put("a"));
        texts.direct().put("b");
        texts.expectAny(t -> ((Sink<String>) t).put(""));
    }

    @TractorTest
    void overloadedMethodsAreNotTheSame(Nursery n) throws Exception {
        var texts = Probe.start(Texts.class, "texts", n);
        texts.direct().put("a", 2);
        fails("""
                probe texts: expected put("a", 2), but call 1 is put("a", 2)
                calls so far:
                  1. put("a", 2)""", () -> texts.expect(t -> t.put((Object) "a", 2)));
    }

    @TractorTest
    void anInterfaceOfTheJdkCanBeProbed(Nursery n) throws Exception {
        @SuppressWarnings("unchecked")
        Probe<Consumer<String>> probe = Probe.start((Class<Consumer<String>>) (Class<?>) Consumer.class, "sink", n);
        List.of("a", "b").forEach(probe.direct());
        probe.expect(c -> c.accept("a"));
        probe.expect(c -> c.accept("b"));
    }

    @TractorTest
    void codeThatMakesNotOneCallIsRefused(Nursery n) throws Exception {
        var shipping = shipping(n);
        refuses(
                "expect takes code that makes one call of Shipping, such as x -> x.method(argument); this made none",
                () -> shipping.expect(s -> {}));
        refuses(
                "fishFor takes code that makes one call of Shipping, such as x -> x.method(argument); this made"
                        + " [price(\"a\"), describe()]",
                () -> shipping.fishFor(s -> {
                    s.price("a");
                    s.describe();
                }));
        refuses(
                "expectAny takes code that makes one call of Shipping, such as x -> x.method(argument); this made"
                        + " [describe()] and threw java.lang.NullPointerException: the result",
                () -> shipping.expectAny(s -> {
                    if (s.describe() == null) {
                        throw new NullPointerException("the result");
                    }
                }));
        assertEquals(List.of(), shipping.calls());
    }

    sealed interface Shape permits Square {}

    record Square() implements Shape {}

    @TractorTest
    void onlyAnInterfaceThatCanBeImplementedIsProbed(Nursery n) {
        refuses(
                "there is no Probe<String>: java.lang.String is no interface; give the actor an interface with the methods"
                        + " that are called, and a probe of that",
                () -> Probe.start(String.class, "text", n));
        refuses(
                "there is no Probe<Shape>: dev.tractor.test.CallTest$Shape is sealed, so that a probe cannot implement it;"
                        + " use one that is not",
                () -> Probe.start(Shape.class, "shape", n));
    }

    private static void refuses(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
