package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors keep what they tell on their way between JVMs. */
class CarriedErrorTest {

    private static Throwable carried(Throwable error) {
        return Answer.failed(error).error(CarriedErrorTest.class.getClassLoader());
    }

    private static class Unfit extends RuntimeException {
        final Object held = new Object();

        Unfit(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static class Broken extends RuntimeException {
        final Object held = new Object();

        @Override
        public String getMessage() {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void oneThatIsSerializableArrivesAsItIs() {
        var sent = new IOException("lost", new IllegalStateException("why"));
        sent.addSuppressed(new RuntimeException("beside"));
        var came = carried(sent);
        assertNotSame(sent, came);
        assertEquals(sent.toString(), came.toString());
        assertInstanceOf(IllegalStateException.class, came.getCause());
        assertEquals("beside", came.getSuppressed()[0].getMessage());
        assertArrayEquals(sent.getStackTrace(), came.getStackTrace());
    }

    @Test
    void oneThatIsNotHasAStandInAndKeepsItsCauses() {
        var sent = new Unfit("odd", new IOException("below"));
        sent.addSuppressed(new Unfit("beside", null));
        var came = assertInstanceOf(StandInException.class, carried(sent));
        assertEquals(Unfit.class.getName(), came.originalClass());
        assertEquals(sent.toString(), came.toString());
        assertEquals("odd", came.getMessage());
        assertArrayEquals(sent.getStackTrace(), came.getStackTrace());
        assertInstanceOf(IOException.class, came.getCause());
        assertInstanceOf(StandInException.class, came.getSuppressed()[0]);
    }

    @Test
    void aCircleAndABrokenErrorEnd() {
        var first = new Unfit("first", new Unfit("second", null));
        first.getCause().addSuppressed(first);
        assertEquals("second", carried(first).getCause().getMessage());
        var came = assertInstanceOf(StandInException.class, carried(new Broken()));
        assertEquals(Broken.class.getName(), came.originalClass());
    }

    @Test
    void thoseOfOursAreMadeAnew() {
        var cause = new Unfit("odd", null);
        var failed = new ActorFailedException("actor /a failed", cause, "/a", List.of("/a", "/b"));
        var came = assertInstanceOf(ActorFailedException.class, carried(failed));
        assertEquals(List.of("/a", "/b"), came.path());
        assertEquals("/a", came.source());
        assertInstanceOf(StandInException.class, came.getCause());

        var cancelled = assertInstanceOf(
                ActorCancelledException.class,
                carried(ActorCancelledException.of("/a", new Cancellation("enough", "me"), null)));
        assertEquals("me", cancelled.canceller());

        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.fork(() -> CancelScope.shield(() -> {
                        throw new Unfit("one", null);
                    }));
                }));
        var group = assertInstanceOf(
                NurseryException.class, carried(new Unfit("around", thrown)).getCause());
        assertEquals(thrown.getMessage(), group.getMessage());
        assertEquals(1, group.failures().size());
        assertEquals("one", group.getCause().getMessage());
    }
}
