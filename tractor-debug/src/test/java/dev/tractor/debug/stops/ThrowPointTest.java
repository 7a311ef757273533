package dev.tractor.debug.stops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each error is thrown for real, and what was foretold of it compared with what becomes of it. */
class ThrowPointTest {
    private final Thrower thrower = new Thrower("passed");
    private int noted;

    /** Code that may throw. */
    private interface Code {
        void run() throws Throwable;
    }

    /** {@return what left the code; null when nothing did} */
    private static @Nullable Throwable passed(Code code) {
        try {
            code.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    private void leaves(Code code) {
        var error = passed(code);
        assertTrue(error != null, "nothing was thrown");
        assertTrue(thrower.leaves(), () -> "foretold to be caught in " + thrower.where());
    }

    private void isCaught(String where, Code code) {
        var _ = passed(code);
        assertFalse(thrower.leaves(), "foretold to leave");
        assertEquals(where, thrower.where());
    }

    private IllegalStateException error() {
        return new IllegalStateException("boom");
    }

    private int inner() {
        return thrower.boom(error());
    }

    private void note() {
        noted++;
    }

    @Test
    void whatNobodyCatchesLeaves() {
        leaves(this::inner);
    }

    @Test
    void aCatchOfTheVeryTypeCatches() {
        isCaught("ThrowPointTest.aCatchOfTheVeryTypeCatches", () -> {
            try {
                inner();
            } catch (IllegalStateException e) {
                note();
            }
        });
    }

    @Test
    void aCatchOfASupertypeCatches() {
        isCaught("ThrowPointTest.aCatchOfASupertypeCatches", () -> {
            try {
                thrower.boom(new FileNotFoundException("boom"));
            } catch (IOException e) {
                note();
            }
        });
    }

    @Test
    void aCatchOfAnotherTypeDoesNot() {
        leaves(() -> {
            try {
                inner();
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                note();
            }
        });
    }

    @Test
    void oneOfSeveralTypesCatches() {
        isCaught("ThrowPointTest.oneOfSeveralTypesCatches", () -> {
            try {
                inner();
            } catch (IllegalArgumentException | IllegalStateException e) {
                note();
            }
        });
    }

    @Test
    void theFirstCatchThatFitsDecides() {
        leaves(() -> {
            try {
                inner();
            } catch (IllegalStateException e) {
                throw e;
            } catch (RuntimeException e) {
                note();
            }
        });
    }

    @Test
    void aCallerCatches() {
        isCaught("ThrowPointTest.callerThatCatches", this::callerThatCatches);
    }

    private void callerThatCatches() {
        try {
            callerThatDoesNot();
        } catch (RuntimeException e) {
            note();
        }
    }

    private void callerThatDoesNot() {
        try {
            inner();
        } finally {
            note();
        }
    }

    @Test
    void codeOutsideTheTryIsNotCovered() {
        leaves(() -> {
            try {
                note();
            } catch (RuntimeException e) {
                note();
            }
            inner();
        });
    }

    @Test
    void whatACatchThrowsIsNotCaughtByItsOwnTry() {
        leaves(() -> {
            try {
                throw new IllegalArgumentException();
            } catch (RuntimeException e) {
                inner();
            }
        });
    }

    @Test
    void aFinallyPassesOn() {
        leaves(() -> {
            try {
                inner();
            } finally {
                note();
            }
        });
    }

    @Test
    @SuppressWarnings("EmptyCatch")
    void aFinallyWithBranchesLoopsAndATryOfItsOwnPassesOn() {
        leaves(() -> {
            try {
                inner();
            } finally {
                for (int i = 0; i < 3; i++) {
                    if (noted > 5) {
                        note();
                    } else {
                        switch (i) {
                            case 0, 1 -> note();
                            default -> noted += 2;
                        }
                    }
                }
                try {
                    note();
                } catch (RuntimeException e) {
                    // that is another error
                } finally {
                    note();
                }
            }
        });
    }

    @Test
    void nestedFinallysPassOn() {
        leaves(() -> {
            try {
                try {
                    try {
                        inner();
                    } finally {
                        note();
                    }
                } catch (IllegalArgumentException e) {
                    note();
                }
            } finally {
                note();
            }
        });
    }

    @Test
    void aCatchAroundAFinallyCatches() {
        isCaught("ThrowPointTest.aCatchAroundAFinallyCatches", () -> {
            try {
                try {
                    inner();
                } finally {
                    note();
                }
            } catch (IllegalStateException e) {
                note();
            }
        });
    }

    @Test
    @SuppressWarnings("Finally")
    void aFinallyThatReturnsCatches() {
        isCaught("ThrowPointTest.finallyThatReturns", this::finallyThatReturns);
    }

    @SuppressWarnings({"Finally", "finally"})
    private int finallyThatReturns() {
        try {
            return inner();
        } finally {
            return noted;
        }
    }

    @Test
    @SuppressWarnings({"Finally", "finally"})
    void aFinallyThatLeavesALoopCatches() {
        isCaught("ThrowPointTest.aFinallyThatLeavesALoopCatches", () -> {
            while (noted < 1000) {
                try {
                    inner();
                } finally {
                    break;
                }
            }
        });
    }

    @Test
    void aFinallyThatMayThrowAnotherStillPassesOn() {
        leaves(() -> {
            try {
                inner();
            } finally {
                if (noted > 1000) {
                    throw new IllegalArgumentException();
                }
            }
        });
    }

    @Test
    void aCatchThatThrowsWhatItCaughtPassesOn() {
        leaves(() -> {
            try {
                inner();
            } catch (RuntimeException e) {
                note();
                throw e;
            }
        });
    }

    @Test
    void aCatchOutsideOneThatThrowsOnCatches() {
        isCaught("ThrowPointTest.aCatchOutsideOneThatThrowsOnCatches", () -> {
            try {
                try {
                    inner();
                } catch (Throwable e) {
                    note();
                    throw e;
                }
            } catch (RuntimeException e) {
                note();
            }
        });
    }

    @Test
    void theFirstHandlerIsToldFromLaterOnes() {
        isCaught("ThrowPointTest.callerThatCatches", this::callerThatCatches);
        assertFalse(thrower.atOnce(), "a finally comes first");
        isCaught("ThrowPointTest.theFirstHandlerIsToldFromLaterOnes", () -> {
            try {
                inner();
            } catch (IllegalStateException e) {
                note();
            }
        });
        assertTrue(thrower.atOnce());
    }

    @Test
    void aCatchThatThrowsAnotherErrorCatches() {
        isCaught("ThrowPointTest.aCatchThatThrowsAnotherErrorCatches", () -> {
            try {
                thrower.boom(new IOException("boom"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aCatchThatSometimesGoesOnCatches() {
        isCaught("ThrowPointTest.aCatchThatSometimesGoesOnCatches", () -> {
            for (int i = 0; i < 3; i++) {
                try {
                    inner();
                } catch (IllegalStateException e) {
                    if (i == 2) {
                        throw e;
                    }
                }
            }
        });
    }

    @Test
    void aCatchThatForgetsWhatItCaughtCatches() {
        isCaught("ThrowPointTest.aCatchThatForgetsWhatItCaughtCatches", () -> {
            try {
                inner();
            } catch (
                    @SuppressWarnings("CatchingUnchecked")
                    Exception e) {
                e = new IOException("another");
                throw e;
            }
        });
    }

    /** A resource that may fail to close. */
    private record Closing(@Nullable RuntimeException error) implements AutoCloseable {
        @Override
        public void close() {
            if (error != null) {
                throw error;
            }
        }
    }

    private static @Nullable Closing none() {
        return null;
    }

    @Test
    @SuppressWarnings("try")
    void resourcesPassOn() {
        leaves(() -> {
            try (var a = new Closing(null)) {
                inner();
            }
        });
    }

    @Test
    @SuppressWarnings("try")
    void nestedResourcesPassOnAlsoWhenOneIsNullAndOneFailsToClose() {
        leaves(() -> {
            try (var a = new Closing(new IllegalArgumentException("close"));
                    var b = none();
                    var c = new Closing(null)) {
                try (var d = none()) {
                    inner();
                } finally {
                    note();
                }
            }
        });
    }

    @Test
    @SuppressWarnings("try")
    void theCatchOfATryWithResourcesCatches() {
        isCaught("ThrowPointTest.theCatchOfATryWithResourcesCatches", () -> {
            try (var a = new Closing(null);
                    var b = none()) {
                inner();
            } catch (IllegalStateException e) {
                note();
            } finally {
                note();
            }
        });
    }

    @Test
    @SuppressWarnings("try")
    void anErrorOfAnInitializerOfTheSecondResourcePassesTheFirst() {
        leaves(() -> {
            try (var a = new Closing(null);
                    var b = new Closing(inner() == 0 ? null : error())) {
                note();
            }
        });
    }

    @Test
    @SuppressWarnings("try")
    void anErrorOfCloseLeaves() {
        leaves(() -> {
            try (AutoCloseable a = this::inner) {
                note();
            }
        });
    }

    @Test
    @SuppressWarnings("try")
    void anErrorOfCloseThatIsAddedToAnotherIsCaught() {
        isCaught("ThrowPointTest.anErrorOfCloseThatIsAddedToAnotherIsCaught", () -> {
            try (AutoCloseable a = this::inner) {
                throw new IllegalArgumentException();
            }
        });
    }

    @Test
    void synchronizedBlocksPassOn() {
        leaves(() -> {
            synchronized (this) {
                synchronized (thrower) {
                    inner();
                }
            }
        });
    }

    @Test
    void synchronizedMethodsPassOn() {
        leaves(this::locked);
    }

    private synchronized void locked() {
        inner();
    }

    @Test
    void aLockWithAFinallyPassesOn() {
        var lock = new ReentrantLock();
        leaves(() -> {
            lock.lock();
            try {
                inner();
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void loopsAndStreamsOfTheJdkPassOn() {
        leaves(() -> List.of(1).forEach(_ -> inner()));
        leaves(() -> Stream.of(1, 2).map(_ -> inner()).sorted().toList());
        leaves(() ->
                Stream.of(1, 2).parallel().sequential().mapToInt(_ -> inner()).sum());
        leaves(() -> Optional.of(1).map(_ -> inner()));
        leaves(() -> new HashMap<Integer, Integer>().computeIfAbsent(1, _ -> inner()));
        leaves(() -> new ConcurrentHashMap<Integer, Integer>().computeIfAbsent(1, _ -> inner()));
        leaves(() -> ScopedValue.where(ScopedValue.newInstance(), "x").call(this::inner));
    }

    @Test
    void aCatchAroundALoopOfTheJdkCatches() {
        isCaught("ThrowPointTest.aCatchAroundALoopOfTheJdkCatches", () -> {
            try {
                List.of(1).forEach(_ -> inner());
            } catch (IllegalStateException e) {
                note();
            }
        });
    }

    @Test
    void futuresOfTheJdkKeepWhatTheyCatch() {
        isCaught("UniApply.tryFire", () -> {
            var later = new CompletableFuture<Integer>();
            var _ = later.thenApply(_ -> inner());
            later.complete(1);
        });
        isCaught("CompletableFuture.uniApplyNow", () -> {
            var _ = CompletableFuture.completedFuture(1).thenApply(_ -> inner());
        });
        isCaught("FutureTask.run", () -> new FutureTask<>(this::inner).run());
    }

    @Test
    void reflectionPutsAnotherErrorInItsPlace() {
        isCaught("DirectMethodHandleAccessor.invoke", () -> {
            var inner = ThrowPointTest.class.getDeclaredMethod("inner");
            assertEquals(
                    "boom",
                    assertThrows(InvocationTargetException.class, () -> inner.invoke(this))
                            .getTargetException()
                            .getMessage());
        });
    }

    private static final class Starting {
        static @Nullable ThrowPointTest test;

        private Starting() {}
    }

    @Test
    void anInitializerOfAClassHasAnotherErrorThrown() {
        Starting.test = this;
        isCaught(
                "Initialized.<clinit>",
                () -> assertThrows(ExceptionInInitializerError.class, () -> note(Initialized.VALUE)));
    }

    private void note(int number) {
        noted += number;
    }

    private static final class Initialized {
        static final int VALUE = java.util.Objects.requireNonNull(Starting.test).inner();

        private Initialized() {}
    }

    @Test
    void anErrorOfTheWholeThreadIsCaughtByNobodyInTheJdk() throws InterruptedException {
        var all = new Thrower("no method");
        var thread = Thread.ofVirtual().uncaughtExceptionHandler((_, _) -> {}).start(() -> all.boom(error()));
        thread.join();
        assertTrue(all.leaves());
        assertEquals("", all.where());
    }
}
