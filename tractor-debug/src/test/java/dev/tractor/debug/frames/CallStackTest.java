package dev.tractor.debug.frames;

import static dev.tractor.debug.frames.Captured.variable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.frames.CallStack.Place;
import dev.tractor.debug.frames.Frame.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CallStackTest {

    @BeforeAll
    static void theTestsRunWithTheirFlag() {
        assertTrue(Level.here() != Level.STACK, "run with " + Level.open());
    }

    /** Reads its variables after the capture, so that they are alive in it. */
    private static Frame primitives(boolean z, byte b, char c, short s, int i, long j, float f, double d) {
        long local = j * 2;
        double half = d / 2;
        var frame = Captured.caller();
        assertFalse((z ? b + c + s + i + j + f + d + local + half : 0) == 0.25);
        return frame;
    }

    @Test
    void primitivesOfAllKindsHaveTheirValues() {
        var frame = primitives(true, (byte) -3, 'x', (short) -700, -70_000, Long.MIN_VALUE + 5, -1.5f, Math.PI);
        var values = frame.variables().stream().map(Variable::value).toList();
        assertEquals(
                List.of(
                        true,
                        (byte) -3,
                        'x',
                        (short) -700,
                        -70_000,
                        Long.MIN_VALUE + 5,
                        -1.5f,
                        Math.PI,
                        (Long.MIN_VALUE + 5) * 2,
                        Math.PI / 2),
                values);
        assertEquals(
                List.of("Z", "B", "C", "S", "I", "J", "F", "D", "J", "D"),
                frame.variables().stream().map(Variable::type).toList());
        assertEquals(
                List.of("z", "b", "c", "s", "i", "j", "f", "d"),
                frame.variables().stream()
                        .filter(Variable::argument)
                        .map(Variable::name)
                        .toList());
        assertTrue(frame.variables().stream().allMatch(v -> v.certainty() == Certainty.SURE));
        assertTrue(frame.isStatic());
        assertNull(frame.self());
        assertEquals("(ZBCSIJFD)Ldev/tractor/debug/frames/Frame;", frame.descriptor());
        assertEquals(Reading.NAMED, frame.reading());
        assertSame(CallStackTest.class, frame.declaringClass());
    }

    @Test
    void zeroOfAVariableInUseIsSure() {
        var frame = primitives(false, (byte) 0, '\0', (short) 0, 0, 0, 0, 0);
        for (var name : List.of("z", "b", "i", "j", "local", "half")) {
            assertEquals(Certainty.SURE, variable(frame, name).certainty(), name);
        }
    }

    @Test
    @SuppressWarnings("UnusedVariable") // what nobody reads any more is what this is about
    void zeroOfAVariableThatIsReadNoMoreIsNotSure() {
        int count = 0;
        Object nothing = null;
        long seven = 7;
        var frame = Captured.caller();
        assertEquals("count MAYBE_OPTIMISED_OUT 0", Captured.text(frame, "count"));
        assertEquals("nothing MAYBE_OPTIMISED_OUT null", Captured.text(frame, "nothing"));
        assertEquals("seven SURE 7", Captured.text(frame, "seven"));
    }

    @Test
    void onlyVariablesInScopeAreShown() {
        Frame inside;
        {
            int inner = 1;
            inside = Captured.caller();
            assertEquals(1, inner);
        }
        int later = 2;
        var frame = Captured.caller();
        assertEquals(2, later);
        assertEquals(1, variable(inside, "inner").value());
        assertTrue(inside.variables().stream().noneMatch(v -> v.name().equals("later")));
        assertTrue(frame.variables().stream().noneMatch(v -> v.name().equals("inner")));
        assertEquals(2, variable(frame, "later").value());
        assertTrue(frame.variables().stream().noneMatch(v -> v.name().equals("frame")));
    }

    @Test
    void typesAreGenericWhereTheClassFileSaysSo() {
        Map<String, List<Integer>> table = Map.of("a", List.of(1));
        String[] words = {"a"};
        var frame = Captured.caller();
        assertEquals(
                "Ljava/util/Map<Ljava/lang/String;Ljava/util/List<Ljava/lang/Integer;>;>;",
                variable(frame, "table").type());
        assertSame(table, variable(frame, "table").value());
        assertEquals("[Ljava/lang/String;", variable(frame, "words").type());
        assertSame(words, variable(frame, "words").value());
    }

    @Test
    void aFrameOfAnInstanceMethodHasItsObject() {
        var frame = Captured.caller();
        assertSame(this, frame.self());
        assertFalse(frame.isStatic());
        assertTrue(frame.variables().stream().noneMatch(v -> v.name().equals("this")));
    }

    @Test
    void whatALambdaHasCapturedIsThereByName() {
        var captured = new StringBuilder("c");
        Function<String, Frame> function = given -> {
            var frame = Captured.caller();
            captured.append(given);
            return frame;
        };
        var frame = function.apply("given");
        assertTrue(frame.method().startsWith("lambda$"), frame.method());
        assertSame(captured, variable(frame, "captured").value());
        assertEquals("given", variable(frame, "given").value());
    }

    private static final class Built {
        final Frame frame;
        final int twice;

        Built(int once) {
            int product = once * 2;
            frame = Captured.caller();
            twice = product;
        }
    }

    @Test
    void aConstructorHasTheObjectThatItMakes() {
        var built = new Built(21);
        assertSame(built, built.frame.self());
        assertEquals("<init>", built.frame.method());
        assertEquals(21, variable(built.frame, "once").value());
        assertEquals(built.twice, variable(built.frame, "product").value());
    }

    @Test
    void callersHaveTheirVariablesToo() {
        int outer = 5;
        Supplier<List<Place>> call = Captured::places;
        var places = indirect(call, "word");
        assertEquals(5, outer);
        var inner = frame(places, "indirect");
        assertEquals("word", variable(inner, "word").value());
        var caller = frame(places, "callersHaveTheirVariablesToo");
        assertEquals(5, variable(caller, "outer").value());
        assertSame(this, caller.self());
    }

    private static List<Place> indirect(Supplier<List<Place>> call, String word) {
        var places = call.get();
        assertFalse(word.isEmpty());
        return places;
    }

    private static Frame frame(List<Place> places, String method) {
        return places.stream()
                .map(Place::frame)
                .filter(frame -> frame != null && frame.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aVirtualThreadHasItsVariables() throws Exception {
        var result = new CompletableFuture<List<Place>>();
        Thread.ofVirtual().start(() -> {
            long ticks = 1L << 40;
            result.complete(Captured.places());
            assertEquals(1L << 40, ticks);
        });
        var places = result.get();
        var frame = places.getFirst().frame();
        assertEquals(1L << 40, variable(frame, "ticks").value());
        assertTrue(places.getFirst().user());
        assertFalse(places.getLast().user());
        assertEquals("java.lang.VirtualThread", places.getLast().element().getClassName());
    }

    @Test
    void framesOfTheJdkInBetweenAreNotTheUsers() {
        var places = List.of("x").stream().map(_ -> Captured.places()).toList().getFirst();
        assertTrue(places.getFirst().user());
        assertFalse(places.get(1).user());
        assertTrue(places.get(1).element().getClassName().startsWith("java.util.stream."));
        var own = frame(places, "framesOfTheJdkInBetweenAreNotTheUsers");
        assertTrue(own.isUser());
    }

    private static void fail(int depth) {
        if (depth > 0) {
            fail(depth - 1);
        }
        throw new IllegalStateException("no rows");
    }

    @Test
    void afterACrashTheInnerFramesAreGoneAndTheOuterOnesAreThere() {
        int kept = 3;
        var places = crash();
        assertEquals(3, kept);
        assertEquals(
                List.of("fail", "fail", "crash"),
                places.stream()
                        .limit(3)
                        .map(place -> place.element().getMethodName())
                        .toList());
        var gone = places.getFirst().frame();
        assertEquals(Reading.GONE, gone.reading());
        assertEquals("(I)V", gone.descriptor());
        assertSame(CallStackTest.class, gone.declaringClass());
        assertEquals(List.of(), gone.variables());
        var caller = frame(places, "afterACrashTheInnerFramesAreGoneAndTheOuterOnesAreThere");
        assertEquals(Reading.NAMED, caller.reading());
        assertEquals(3, variable(caller, "kept").value());
    }

    private static List<Place> crash() {
        try {
            fail(1);
            throw new AssertionError();
        } catch (IllegalStateException e) {
            return CallStack.capture(Arrays.asList(e.getStackTrace()), e);
        }
    }

    @Test
    void aStackThatIsNotThisThreadsIsShownWithoutMore() {
        var stop = List.of(
                new StackTraceElement("demo.Nowhere", "go", "Nowhere.java", 3),
                new StackTraceElement(Captured.class.getName(), "text", "Captured.java", 4),
                new StackTraceElement("java.util.Nowhere", "go", "Nowhere.java", 3));
        var places = CallStack.capture(stop, null);
        assertEquals(stop, places.stream().map(Place::element).toList());
        assertNull(places.getFirst().frame());
        assertTrue(places.getFirst().user());
        assertEquals(Reading.GONE, places.get(1).frame().reading());
        assertFalse(places.get(2).user());
        assertEquals(List.of(), CallStack.capture(List.of(), null));
    }
}
