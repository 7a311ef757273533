package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.List;

/** Debug mode: who gets a crash session, and in which order. */
class CrashConsoleTest {

    static final class Leaf {
        void fail() {
            throw new IllegalStateException("leaf");
        }
    }

    /** Runs a leaf below it, and does not catch what comes. */
    static final class Middle {
        void failBelow() throws InterruptedException {
            try (var n = Nursery.open(o -> o.name("middle"))) {
                var leaf = n.start("leaf", Leaf::new);
                leaf.tell(Leaf::fail);
                n.join();
            }
        }
    }

    private static List<String> sessions(ScriptedConsole console) {
        return console.sessions().stream()
                .map(s -> s.actor() + " " + (s.crash() ? "crash" : "pause"))
                .toList();
    }

    @TractorTest
    void theLeafCrashesFirstThenEachParentAndTheRootLast(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.debug(true))) {
                n.start("middle", Middle::new).tell(Middle::failBelow);
                n.join();
            }
        });
        assertEquals(List.of("/middle/leaf crash", "/middle crash", "/ crash"), sessions(console));
    }

    @TractorTest
    @Scenario("D04")
    void theCrashSessionShowsTheErrorAndWhereItWasThrown(Nursery outer, ScriptedConsole console) throws Exception {
        var block = outer.fork(
                "block",
                () -> assertThrows(NurseryException.class, () -> {
                    try (var n = Nursery.open(o -> o.debug(true))) {
                        n.start("leaf", Leaf::new).tell(Leaf::fail);
                        n.join();
                    }
                }));
        var leaf = console.next();
        assertEquals("leaf", leaf.error().orElseThrow().getMessage());
        assertEquals("fail", leaf.stack().getFirst().getMethodName());
        leaf.resume();
        var root = console.next();
        assertInstanceOf(NurseryException.class, root.error().orElseThrow());
        root.resume();
        assertEquals("/leaf", ((ActorFailedException) block.join().getCause()).source());
    }

    @TractorTest
    void anErrorAnsweredToAnAskerCrashesInTheActorThatRaisedIt(Nursery outer, ScriptedConsole console)
            throws Exception {
        console.autoContinue();
        try (var n = Nursery.open(o -> o.debug(true))) {
            var leaf = n.start("leaf", Leaf::new);
            var failure = assertThrows(ActorFailedException.class, () -> leaf.run(Leaf::fail));
            assertEquals("/leaf", failure.source());
        }
        assertEquals(List.of("/leaf crash"), sessions(console));
    }

    @TractorTest
    void aFailingBodyOfNurseryRunCrashesAtTheRootOnce(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var boom = new IllegalStateException("body");
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    n.fork(() -> true).join();
                    raise(boom);
                }));
        assertSame(boom, thrown);
        assertEquals(List.of("/ crash"), sessions(console));
    }

    private static void raise(RuntimeException error) {
        throw error;
    }

    @TractorTest
    void cancellationsOpenNoSession(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        try (var n = Nursery.open(o -> o.debug(true))) {
            n.fork(() -> Tractor.sleep(Duration.ofHours(1)));
            n.start("leaf", Leaf::new);
            n.cancel("enough");
            n.join();
        }
        assertTrue(console.sessions().isEmpty());
    }

    @TractorTest
    void onlyTheFirstOfTwoCrashingSiblingsIsDebuggedWhenTheOtherMerelyAnswers(Nursery outer, ScriptedConsole console)
            throws Exception {
        console.autoContinue();
        assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.debug(true))) {
                n.fork("sleeper", () -> Tractor.sleep(Duration.ofHours(1)));
                n.fork("failer", () -> {
                    throw new IllegalStateException("first");
                });
                n.join();
            }
        });
        assertEquals(List.of("/ crash", "/ crash"), sessions(console));
        assertEquals("failer", console.sessions().getFirst().task());
    }

    @TractorTest
    void debugCanBeSetPerActor(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        try (var n = Nursery.open()) {
            var plain = n.start("plain", Leaf::new);
            var watched = n.start("watched", Leaf::new, Spawn.local().withDebug(true));
            assertThrows(ActorFailedException.class, () -> plain.run(Leaf::fail));
            assertThrows(ActorFailedException.class, () -> watched.run(Leaf::fail));
        }
        assertEquals(List.of("/watched crash"), sessions(console));
    }

    @TractorTest
    @Scenario("D12")
    void ofTwoFailingActorsTheOneInDebugModeIsShownAndTheOthersErrorComesFirst(Nursery outer, ScriptedConsole console)
            throws Exception {
        try (var n = Nursery.open()) {
            var plain = n.start("plain", Leaf::new);
            var watched = n.start("watched", Leaf::new, Spawn.local().withDebug(true));
            watched.tell(Leaf::fail);
            var session = console.next();
            plain.tell(Leaf::fail);
            Foreign.until(() -> !plain.isAlive());
            session.resume();
            var thrown = assertThrows(NurseryException.class, n::join);
            assertEquals(
                    List.of("/plain", "/watched"),
                    thrown.failures().stream()
                            .map(failure -> ((ActorFailedException) failure).source())
                            .toList());
        }
        assertEquals(List.of("/watched crash"), sessions(console));
    }

    @TractorTest
    @Scenario("S09")
    void debugModeEndsWithItsBlock(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        for (var debug : List.of(true, false)) {
            assertThrows(NurseryException.class, () -> {
                try (var n = Nursery.open(o -> {
                    if (debug) {
                        o.debug(true);
                    }
                })) {
                    n.start("leaf" + debug, Leaf::new).tell(Leaf::fail);
                    n.join();
                }
            });
        }
        assertEquals(List.of("/leaftrue crash", "/ crash"), sessions(console));
    }

    @TractorTest
    void quitAtABreakpointCrashesInTheParentAndNotInTheSameActorAgain(Nursery outer, ScriptedConsole console)
            throws Exception {
        var block = outer.fork(
                "block",
                () -> assertThrows(NurseryException.class, () -> {
                    try (var n = Nursery.open(o -> o.debug(true))) {
                        n.start("stopper", BreakpointTest.Stopper::new).tell(BreakpointTest.Stopper::stop);
                        n.join();
                    }
                }));
        console.next().quit();
        var root = console.next();
        assertEquals("/", root.actor());
        assertTrue(root.crash());
        root.resume();
        block.join();
        assertEquals(2, console.sessions().size());
    }

    @TractorTest
    void aBlockInsideABlockInheritsDebugMode(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        try (var n = Nursery.open(o -> o.debug(true))) {
            assertThrows(NurseryException.class, () -> {
                try (var inner = Nursery.open()) {
                    inner.start("leaf", Leaf::new).tell(Leaf::fail);
                    inner.join();
                }
            });
        }
        assertEquals(List.of("/leaf crash", "/ crash"), sessions(console));
    }

    @TractorTest
    void withoutDebugModeNothingOpens(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.start("leaf", Leaf::new).tell(Leaf::fail);
                n.join();
            }
        });
        assertTrue(console.sessions().isEmpty());
    }
}
