package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/** {@link Actor#current()}: who runs here, and the way back to it. */
class ActorTest {

    @TractorTest
    void currentIsTheActorInItsHandlers() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertEquals("/counter", counter.ask(c -> Actor.current().path()));
            assertEquals("counter", counter.ask(c -> Actor.current().name()));
            assertEquals("/counter", counter.ask(c -> Actor.current().toString()));
        }
    }

    @TractorTest
    void currentIsTheActorInItsConstructor() throws Exception {
        try (var n = Nursery.open()) {
            var path = new AtomicReference<String>();
            n.start("counter", () -> {
                        path.set(Actor.current().path());
                        return new Counter();
                    })
                    .run(c -> {});
            assertEquals("/counter", path.get());
        }
    }

    @TractorTest
    void currentIsTheActorInTasksThatAHandlerForks() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            String path = counter.ask(c -> Nursery.run(inner -> {
                return inner.fork(() -> Actor.current().path()).join();
            }));
            assertEquals("/counter", path);
        }
    }

    @TractorTest
    void currentIsTheActorInTasksOfTasks() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            String path = counter.ask(c -> Nursery.run(inner -> {
                return inner.fork(() -> Nursery.run(innermost -> {
                            return innermost.fork(() -> Actor.current().path()).join();
                        }))
                        .join();
            }));
            assertEquals("/counter", path);
        }
    }

    @TractorTest
    void currentIsTheInnerActorInAnActorThatAHandlerStarts() throws Exception {
        try (var n = Nursery.open()) {
            var outer = n.start("outer", Counter::new);
            String path = outer.ask(c -> {
                try (var inner = Nursery.open()) {
                    return inner.start("inner", Counter::new)
                            .ask(x -> Actor.current().path());
                }
            });
            assertEquals("/outer/inner", path);
        }
    }

    @TractorTest
    void currentIsTheActorInAnAskThatAnotherActorMakes() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            assertEquals("/back", front.ask(f -> back.ask(b -> Actor.current().path())));
        }
    }

    @TractorTest
    void currentIsTheActorOnAHelperThreadInsideATask() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertEquals(
                    "/counter", counter.ask(c -> inHelper(() -> Actor.current().path())));
        }
    }

    @TractorTest
    void aHelperThreadInsideATaskMayAskAndFork() throws Exception {
        try (var n = Nursery.open()) {
            var other = n.start("other", Counter::new);
            var counter = n.start("counter", Counter::new);
            assertEquals(2, (int) counter.ask(c -> inHelper(() -> {
                other.run(o -> o.add(1));
                try (var inner = Nursery.open()) {
                    return inner.fork(() -> other.ask(o -> o.add(1))).join();
                }
            })));
        }
    }

    /** Runs {@code body} on a thread that inherits the scoped values, as those of the JDK's own scopes do. */
    private static <T> T inHelper(Callable<T> body) throws Exception {
        var result = new AtomicReference<T>();
        var error = new AtomicReference<Exception>();
        var scope = dev.tractor.internal.StructuredScope.open(
                "helpers", Thread.ofVirtual().name("helper").factory());
        scope.fork(() -> {
            try {
                result.set(body.call());
            } catch (Exception e) {
                error.set(e);
            }
            return true;
        });
        scope.close();
        if (error.get() != null) {
            throw error.get();
        }
        return result.get();
    }

    @TractorTest
    void thereIsNoCurrentActorInTheRoot() throws Exception {
        try (var n = Nursery.open()) {
            var thrown = n.fork("looker", () -> assertThrows(IllegalStateException.class, Actor::current))
                    .join();
            assertEquals(
                    "no actor here: task looker runs code of the root. Actor.current() works in an actor's handlers,"
                            + " its constructor, and the tasks they fork",
                    thrown.getMessage());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void thereIsNoCurrentActorOnAForeignThread() throws Exception {
        var message = new AtomicReference<String>();
        Thread.ofPlatform()
                .name("outsider")
                .start(() -> message.set(assertThrows(IllegalStateException.class, Actor::current)
                        .getMessage()))
                .join();
        assertTrue(message.get().startsWith("no actor here: task outsider runs code of the root."), message.get());
    }

    @TractorTest
    void selfIsAPortalToTheActor() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var self = counter.ask(c -> Actor.current().self(Counter.class));
            assertEquals(counter, self);
            assertEquals(1, (int) self.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void selfOfASupertypeIsFine() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Object> any =
                    n.start("counter", Counter::new).ask(c -> Actor.current().self(Object.class));
            assertSame(Counter.class, any.ask(Object::getClass));
        }
    }

    @TractorTest
    void selfOfAnotherClassNamesBoth() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> Actor.current().self(String.class)));
            assertEquals(
                    "the state of actor /counter is a dev.tractor.Counter, not a java.lang.String; name its class, or one"
                            + " that it extends or implements",
                    thrown.getCause().getMessage());
        }
    }
}
