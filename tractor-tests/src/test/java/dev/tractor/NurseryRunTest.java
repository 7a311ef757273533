package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lambda forms of a nursery, which see the body's own exception. */
class NurseryRunTest {

    /** A body that ends in a {@code throw} could be either of the lambda forms. */
    private static <X extends Exception> void fail(X error) throws X {
        throw error;
    }

    @TractorTest
    @Scenario("S14")
    void runJoinsAndReturnsTheResult() throws Exception {
        var ran = new AtomicBoolean();
        int result = Nursery.run(n -> {
            n.fork(() -> ran.set(true));
            return 42;
        });
        assertEquals(42, result);
        assertTrue(ran.get());
    }

    @TractorTest
    void runThrowsTheBodysOwnException() {
        var mine = new IOException("mine");
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> Nursery.run(n -> {
                            n.fork(() -> Foreign.block());
                            fail(mine);
                        })));
        assertEquals(0, mine.getSuppressed().length);
    }

    @TractorTest
    void aBodyThatFailsFirstHasTheFailuresOfChildrenSuppressed() {
        var mine = new IOException("mine");
        var late = new IllegalStateException("late");
        var thrown = assertThrows(
                IOException.class,
                () -> Nursery.run(n -> {
                    var started = new CountDownLatch(1);
                    n.fork(() -> {
                        started.countDown();
                        try {
                            Foreign.block();
                        } catch (InterruptedException e) {
                            throw late;
                        }
                    });
                    started.await();
                    fail(mine);
                }));
        assertSame(mine, thrown);
        assertEquals(List.of(late), List.of(thrown.getSuppressed()));
    }

    @TractorTest
    void aChildThatFailsFirstHasTheBodysExceptionSuppressed() {
        var mine = new IllegalStateException("mine");
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.fork(() -> {
                        throw broken;
                    });
                    Foreign.until(() -> n.cancelling() != null);
                    fail(mine);
                }));
        assertSame(broken, thrown.getCause());
        assertEquals(List.of(mine), List.of(thrown.getSuppressed()));
        assertEquals(List.of(broken), thrown.failures());
    }

    @TractorTest
    void aChildThatFailsInterruptsTheForeignCodeOfTheBody() {
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.fork(() -> {
                        throw broken;
                    });
                    Foreign.block();
                }));
        assertSame(broken, thrown.getCause());
        assertInstanceOf(InterruptedException.class, thrown.getSuppressed()[0]);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void runThrowsTheNurseryExceptionTheBodyWasTold() {
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.fork(() -> {
                        throw broken;
                    });
                    Tractor.sleep(Foreign.LONG);
                }));
        assertSame(broken, thrown.getCause());
        assertEquals(0, thrown.getSuppressed().length);
    }

    @TractorTest
    void theFailureOfAnotherNurseryHidesNoneOfItsOwn() {
        var inside = new IOException("inside");
        var mine = new IOException("mine");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(outer -> {
                    try (var inner = Nursery.open()) {
                        inner.fork(() -> {
                            throw inside;
                        });
                        assertThrows(NurseryException.class, inner::join);
                        outer.fork(() -> {
                            throw mine;
                        });
                        Foreign.until(() -> outer.cancelling() != null);
                        fail(inner.told());
                    }
                }));
        assertSame(mine, thrown.getCause());
        assertTrue(Trees.reachable(thrown).contains(inside));
    }

    @TractorTest
    void aFailureWhileTheBodyIsTornDownByACancellationIsNotLost() {
        var late = new IOException("late");
        var thrown = assertThrows(
                NurseryException.class,
                () -> CancelScope.run(scope -> Nursery.run(n -> {
                    var started = new CountDownLatch(1);
                    n.fork(() -> {
                        started.countDown();
                        try {
                            Foreign.block();
                        } catch (InterruptedException e) {
                            throw late;
                        }
                    });
                    started.await();
                    scope.cancel("enough");
                    Tractor.checkpoint();
                })));
        assertSame(late, thrown.getCause());
    }

    @TractorTest
    void aFailureInTheCloseOfABlockThatIsTornDownIsNotLost() {
        var late = new IOException("late");
        var thrown = assertThrows(
                NurseryException.class,
                () -> CancelScope.run(scope -> {
                    try (var n = Nursery.open()) {
                        var started = new CountDownLatch(1);
                        n.fork(() -> {
                            started.countDown();
                            try {
                                Foreign.block();
                            } catch (InterruptedException e) {
                                throw late;
                            }
                        });
                        started.await();
                        scope.cancel("enough");
                        Tractor.checkpoint();
                    }
                }));
        assertSame(late, thrown.getCause());
    }

    @TractorTest
    void aBodyMayCloseTheNurseryItself() throws Exception {
        var mine = new IOException("mine");
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> Nursery.run(n -> {
                            n.close();
                            fail(mine);
                        })));
        Nursery.run(n -> {
            n.close();
        });
    }

    @TractorTest
    void aBodyThatLeavesANurseryOpenIsToldSo() {
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> Nursery.run(n -> {
                    Nursery.open(o -> o.name("left"));
                }));
        assertTrue(thrown.getMessage().contains("nursery left was left open"), thrown.getMessage());
    }

    @TractorTest
    void cancelAloneIsNoFailure() throws Exception {
        Nursery.run(n -> {
            n.fork(() -> Foreign.block());
            n.cancel("enough");
        });
    }

    @TractorTest
    void aBodyThatOnlyThrowsAnIoExceptionDeclaresNothingElse() throws InterruptedException {
        try {
            Nursery.run(n -> {
                fail(new IOException("mine"));
            });
        } catch (IOException e) {
            assertEquals("mine", e.getMessage());
        }
    }

    @TractorTest
    void aBodyThatThrowsNothingCheckedDeclaresNothing() throws InterruptedException {
        Nursery.run(n -> {
            n.fork(() -> 1);
        });
        int one = Nursery.run(n -> 1);
        String named = Nursery.run(o -> o.name("orders"), n -> {
            return n.toString();
        });
        assertEquals(1, one);
        assertEquals("nursery orders", named);
    }

    @TractorTest
    void aScopeWhoseBodyThrowsSeveralDeclaresTheirCommonType() throws InterruptedException, TimeoutException {
        try {
            String page = CancelScope.failAfter(Foreign.LONG, () -> {
                if (Thread.currentThread().getName().equals("never")) {
                    throw new java.io.FileNotFoundException();
                }
                if (Thread.currentThread().getName().equals("nor this")) {
                    throw new java.net.MalformedURLException();
                }
                Tractor.checkpoint();
                return "page";
            });
            assertEquals("page", page);
            CancelScope.failAfter(Foreign.LONG, () -> Tractor.checkpoint());
            CancelScope.shield(() -> {});
            int one = CancelScope.shield(() -> 1);
            assertEquals(1, one);
        } catch (InterruptedException | TimeoutException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
