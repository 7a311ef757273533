package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A nursery that nobody closes keeps its thread, and so the JVM, from ending: it is named. */
@Tag("slow")
class LeftBehindTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    static final class Forgotten {
        private Forgotten() {}

        public static void main(String[] arguments) {
            Nursery.open(o -> o.name("shop")).start("desk", Object::new);
        }
    }

    static final class Bound {
        private Bound() {}

        public static void main(String[] arguments) {
            ScopedValue.where(USER, "eve").run(() -> {
                Nursery.open(o -> o.name("shop")).start("desk", Object::new);
            });
        }
    }

    @Test
    void aNurseryThatIsOpenAtTheEndOfItsThreadIsNamed() throws Exception {
        try (var child = new ChildJvm(List.of(), Forgotten.class)) {
            child.await(
                    "nursery shop was left open by task main, which waits for its threads, so that the JVM cannot end;"
                            + " close it, best by try-with-resources, or use Nursery.run");
        }
    }

    @Test
    void aNurseryThatIsOpenAtTheEndOfABindingIsNamed() throws Exception {
        try (var child = new ChildJvm(List.of(), Bound.class)) {
            child.await(
                    "nursery shop was left open by task main, which waits for its threads, so that the JVM cannot end;");
        }
    }

    @Test
    void aTaskThatCannotLeaveABindingIsShownAndLetGoWhenItIsCancelled() {
        var failure = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(
                        "binding",
                        () -> ScopedValue.where(USER, "eve").run(() -> {
                            Nursery.open(o -> o.name("left"));
                        }));
                Watch.untilTask("binding", "running, waits for the end of nursery left, which it has left open");
                n.cancel("enough");
            }
        });
        var violation = failure.getCause();
        assertEquals(
                "java.util.concurrent.StructureViolationException",
                violation.getClass().getName());
        assertEquals(
                "nursery left was left open by task binding; close nurseries in the reverse order, best by"
                        + " try-with-resources, or use Nursery.run",
                violation.getSuppressed()[0].getMessage());
    }
}
