package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Failures that go to a handler, and leave the siblings alone. */
class IsolationTest {
    private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

    private void note(String path, Throwable failure) {
        handled.add(path + ": " + failure.getMessage());
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void aHandledFailureCancelsNobody() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var gone = new CountDownLatch(1);
            var sibling = n.fork("sibling", () -> {
                gone.await();
                Tractor.checkpoint();
                return "lives";
            });
            n.fork("fetch", () -> {
                try {
                    throw new IOException("broken");
                } finally {
                    gone.countDown();
                }
            });

            assertEquals("lives", sibling.join());
            n.join();

            assertEquals(List.of("task fetch: broken"), handled);
        }
    }

    @TractorTest
    void joinAndCloseDoNotThrowAHandledFailure() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            n.fork("fetch", () -> {
                throw new IOException("broken");
            });
            n.join();
            n.fork("again", () -> {
                throw new IOException("worse");
            });
            n.join();
        }
        assertEquals(List.of("task fetch: broken", "task again: worse"), handled);
    }

    @TractorTest
    void whoeverReadsTheTaskIsStillTold() throws Exception {
        var broken = new IOException("broken");
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            n.fork("other", () -> {
                throw new IOException("another's");
            });
            var task = n.fork("fetch", () -> {
                throw broken;
            });

            var thrown = assertThrows(NurseryException.class, task::join);

            assertEquals(
                    "task fetch failed, and the failure was handled: java.io.IOException: broken", thrown.getMessage());
            assertSame(broken, thrown.getCause());
            assertEquals(List.of(broken), thrown.failures());
            assertSame(broken, assertThrows(NurseryException.class, task::get).getCause());
            n.join();
        }
    }

    @TractorTest
    void everyOfManyFailuresIsHandedOverOnce() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var ended = new AtomicInteger();
            for (int i = 0; i < 25; i++) {
                int number = i;
                n.fork("one-" + i, () -> {
                    Tractor.sleep(Duration.ofMillis(500));
                    throw new AssertionError("no " + number);
                });
                n.fork(() -> {
                    Tractor.sleep(Duration.ofSeconds(1));
                    ended.incrementAndGet();
                });
            }
            n.join();
            assertEquals(25, ended.get());
        }
        assertEquals(25, handled.stream().distinct().count());
        assertEquals(25, handled.size());
    }

    @TractorTest
    void aFailedActorIsNamedByItsPath() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
            assertInstanceOf(ActorFailedException.class, failure);
            note(path, failure.getCause());
        }))) {
            var shop = n.start("shop", Counter::new);
            var other = n.start("other", Counter::new);
            shop.tell(c -> {
                throw new IOException("broken");
            });

            assertThrows(ActorFailedException.class, shop::join);

            assertEquals(List.of("/shop: broken"), handled);
            assertEquals(1, (int) other.ask(c -> c.add(1)));
            assertThrows(ActorGoneException.class, () -> shop.tell(c -> c.add(1)));
        }
    }

    @TractorTest
    void anActorFailsByItsOwnNurseryToo() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> note(path, failure.getCause())))) {
            var shop = n.start("shop", Counter::new);
            shop.run(c -> Actor.current().nursery().fork(() -> {
                throw new IOException("inside");
            }));
            assertThrows(ActorFailedException.class, shop::join);
        }
        assertEquals(1, handled.size());
        assertTrue(handled.getFirst().startsWith("/shop: "), handled::toString);
        assertTrue(handled.getFirst().contains("inside"), handled::toString);
    }

    @TractorTest
    void theHandlerOfOneActorLeavesTheOthersToTheNursery() {
        var broken = new IOException("broken");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                var apart = n.start("apart", Counter::new, Spawn.local().withOnFailure(this::note));
                apart.tell(c -> {
                    throw new IOException("handled");
                });
                assertThrows(ActorFailedException.class, apart::join);
                Tractor.checkpoint();
                n.start("plain", Counter::new).tell(c -> {
                    throw broken;
                });
                n.join();
            }
        });
        assertEquals(List.of("/apart: actor /apart failed: java.io.IOException: handled"), handled);
        assertSame(broken, thrown.getCause().getCause());
        assertEquals(1, thrown.failures().size());
    }

    @TractorTest
    void whatTheActorsOwnHandlerThrowsGoesToTheNurserysHandler() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var how = Spawn.local().withOnFailure((path, failure) -> {
                throw new IllegalStateException("cannot handle " + path, failure);
            });
            n.start("shop", Counter::new, how).tell(c -> {
                throw new IOException("broken");
            });
            n.join();
        }
        assertEquals(List.of("/shop: cannot handle /shop"), handled);
    }

    @TractorTest
    void theJoinOfTheNurseryWaitsForTheHandler(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
            Tractor.sleep(Duration.ofSeconds(5));
            note(path, failure);
        }))) {
            var task = n.fork("fetch", () -> {
                throw new IOException("broken");
            });
            n.join();
            assertTrue(task.isDone());
            assertEquals(Duration.ofSeconds(5), sim.now());
            assertEquals(List.of("task fetch: broken"), handled);
        }
    }

    @TractorTest
    void aHandlerThatThrowsFailsTheNursery() {
        var broken = new IOException("broken");
        var worse = new IllegalStateException("no idea");
        var cancelled = new AtomicBoolean();
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
                throw worse;
            }))) {
                n.fork("sibling", () -> {
                    try {
                        Tractor.sleep(Foreign.LONG);
                    } catch (CancelledException e) {
                        cancelled.set(true);
                        throw e;
                    }
                });
                Tractor.sleep(Duration.ofMillis(1));
                n.fork("fetch", () -> {
                    throw broken;
                });
                n.join();
            }
        });
        assertEquals(List.of(worse), thrown.failures());
        assertEquals(List.of(broken), List.of(worse.getSuppressed()));
        assertTrue(cancelled.get());
    }

    @TractorTest
    void aHandlerMayThrowOnWhatItWasGiven() {
        var broken = new IOException("broken");
        var task = new AtomicReference<Task<?>>();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(
                        o -> o.onFailure((path, failure) -> {
                            throw (IOException) failure;
                        }),
                        n -> {
                            task.set(n.fork(() -> {
                                throw broken;
                            }));
                        }));
        assertEquals(List.of(broken), thrown.failures());
        assertEquals(0, broken.getSuppressed().length);
        assertEquals(
                List.of(broken),
                assertThrows(NurseryException.class, task.get()::get).failures());
    }

    @TractorTest
    void aCauseIsNotSuppressedAsWell() {
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(
                        o -> o.onFailure((path, failure) -> {
                            throw new IllegalStateException(path, failure);
                        }),
                        n -> {
                            n.fork("fetch", () -> {
                                throw broken;
                            });
                        }));
        assertEquals("task fetch", thrown.getCause().getMessage());
        assertSame(broken, thrown.getCause().getCause());
        assertEquals(0, thrown.getCause().getSuppressed().length);
    }

    @TractorTest
    void noCancellationReachesTheHandler() throws Exception {
        var reached = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
            reached.countDown();
            Thread.sleep(Duration.ofMillis(5));
            Tractor.sleep(Duration.ofMillis(5));
            finished.set(true);
        }))) {
            n.fork(() -> {
                throw new IOException("broken");
            });
            reached.await();
            n.cancel("enough");
        }
        assertTrue(finished.get());
    }

    @TractorTest
    void anInterruptThatTheChildLeftDoesNotReachTheHandler() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
            Tractor.sleep(Duration.ofMillis(5));
            note(path, failure);
        }))) {
            n.fork("fetch", () -> {
                Thread.currentThread().interrupt();
                throw new IOException("broken");
            });
            n.join();
        }
        assertEquals(List.of("task fetch: broken"), handled);
    }

    @TractorTest
    void aFailureAfterTheCancellationIsHandledAndAnAnswerIsNot() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var ready = new CountDownLatch(2);
            var failing = n.fork("failing", () -> {
                ready.countDown();
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw new IOException("on the way out");
                }
            });
            var answering = n.fork("answering", () -> {
                ready.countDown();
                Foreign.block();
            });
            ready.await();
            n.cancel("enough");
            n.join();

            assertEquals(List.of("task failing: on the way out"), handled);
            assertThrows(NurseryException.class, failing::get);
            assertThrows(CancellationException.class, answering::get);
        }
    }

    @TractorTest
    void aFailureWhileTheBlockIsLeftIsHandled() {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var ready = new CountDownLatch(1);
            n.start("shop", Counter::new).tell(c -> {
                ready.countDown();
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw new IOException("on the way out");
                }
            });
            ready.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals(List.of("/shop: actor /shop failed: java.io.IOException: on the way out"), handled);
    }

    @TractorTest
    void aHandlerMayStartAnotherInItsPlace() throws Exception {
        var nursery = new AtomicReference<Nursery>();
        var started = new AtomicInteger();
        var last = new AtomicReference<Portal<Counter>>();
        ActorFactory<Counter> factory = () -> {
            if (started.incrementAndGet() < 3) {
                throw new IOException("not yet");
            }
            last.set(Actor.current().self(Counter.class));
            return new Counter();
        };
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> {
            note(path, failure.getCause());
            nursery.get().start("shop", factory);
        }))) {
            nursery.set(n);
            var first = n.start("shop", factory);
            assertThrows(ActorFailedException.class, first::join);
            Foreign.until(() -> last.get() != null);
            assertEquals(3, (int) last.get().ask(c -> c.add(3)));
        }
        assertEquals(List.of("/shop: not yet", "/shop: not yet"), handled);
    }

    @TractorTest
    void aHandlerThatLeavesANurseryOpenFailsTheNursery() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(
                        o -> o.onFailure((path, failure) -> {
                            Nursery.open(x -> x.name("left"));
                        }),
                        n -> {
                            n.fork(() -> {
                                throw new IOException("broken");
                            });
                        }));
        assertTrue(thrown.getCause().getMessage().contains("nursery left was left open"), thrown::toString);
    }

    @TractorTest
    void aHandlerThatWaitsForItsOwnChildIsRefused() {
        var task = new AtomicReference<Task<?>>();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(
                        o -> o.onFailure((path, failure) -> {
                            Foreign.until(() -> task.get() != null);
                            task.get().join();
                        }),
                        n -> {
                            task.set(n.fork(() -> {
                                throw new IOException("broken");
                            }));
                        }));
        assertInstanceOf(DeadlockException.class, thrown.getCause());
        assertEquals("broken", thrown.getCause().getSuppressed()[0].getMessage());
    }

    @TractorTest
    void aSiblingThatThrowsOnWhatItWasToldHasFailedToo() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure(this::note))) {
            var task = n.fork("fetch", () -> {
                throw new IOException("broken");
            });
            n.fork("use", () -> task.join());
            n.join();
        }
        assertEquals(
                List.of(
                        "task fetch: broken",
                        "task use: task fetch failed, and the failure was handled: java.io.IOException: broken"),
                handled);
    }

    @TractorTest
    void aBodyThatThrowsOnWhatItWasToldShowsTheNurserysOwnFailureFirst() {
        var broken = new IOException("broken");
        var worse = new IllegalStateException("no idea");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(
                        o -> o.onFailure((path, failure) -> {
                            if (path.equals("task fatal")) {
                                throw worse;
                            }
                        }),
                        n -> {
                            var task = n.fork("fetch", () -> {
                                throw broken;
                            });
                            n.join();
                            n.fork("fatal", () -> {
                                throw new IOException("fatal");
                            });
                            assertThrows(NurseryException.class, n::join);
                            task.get();
                        }));
        assertSame(worse, thrown.getCause());
        assertTrue(Trees.reachable(thrown).contains(broken));
    }

    @TractorTest
    void aForgottenForkIsRefusedAllTheSame() {
        var n = Nursery.open(o -> o.onFailure(this::note));
        var task = n.fork("fetch", () -> {
            throw new IOException("broken");
        });
        Foreign.until(task::isDone);
        assertThrows(IllegalStateException.class, n::close);
        assertEquals(List.of("task fetch: broken"), handled);
    }

    @TractorTest
    void theCrashConsoleOpensBeforeTheHandlerAndOnlyInTheChild(Nursery outer, ScriptedConsole console)
            throws Exception {
        console.autoContinue();
        try (var n = Nursery.open(o -> o.debug(true).onFailure((path, failure) -> {
            assertEquals(1, console.sessions().size());
            note(path, failure);
        }))) {
            n.fork("fetch", () -> {
                throw new IOException("broken");
            });
            n.join();
        }
        assertEquals(List.of("task fetch: broken"), handled);
        assertEquals(1, console.sessions().size());
        assertEquals("fetch", console.sessions().getFirst().task());
    }

    @TractorTest
    void whatTheHandlerThrowsOpensTheCrashConsoleToo(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var worse = new IllegalStateException("no idea");
        assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.debug(true).onFailure((path, failure) -> {
                throw worse;
            }))) {
                n.fork("fetch", () -> {
                    throw new IOException("broken");
                });
                n.join();
            }
        });
        var errors = console.sessions().stream()
                .map(session -> session.error().orElseThrow().getClass().getSimpleName())
                .toList();
        assertEquals(List.of("IOException", "IllegalStateException", "NurseryException"), errors);
    }

    @TractorTest
    void theHandlerRunsOnTheThreadOfItsChild() throws Exception {
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> threads.add(Thread.currentThread())))) {
            n.fork(() -> {
                threads.add(Thread.currentThread());
                throw new IOException("broken");
            });
            n.join();
        }
        assertEquals(2, threads.size());
        assertSame(threads.getFirst(), threads.getLast());
        assertFalse(threads.getFirst() == Thread.currentThread());
    }

    @TractorTest
    void aFailureInsideAHandledChildIsTheChildsOwn() throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> note(path, failure.getCause())))) {
            n.fork(
                    "outer",
                    () -> Nursery.run(inner -> {
                        inner.fork("inner", () -> {
                            throw new IOException("deep");
                        });
                    }));
            n.join();
        }
        assertEquals(List.of("task outer: deep"), handled);
    }
}
