package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What a test is given, and what it runs in. */
class ParametersTest {
    private @Nullable Nursery seen;
    private @Nullable Thread thread;

    @BeforeEach
    void setUp(Nursery n) {
        seen = n;
        thread = Thread.currentThread();
    }

    @AfterEach
    void tearDown(Nursery n) {
        assertSame(seen, n);
        assertSame(thread, Thread.currentThread());
    }

    @TractorTest
    void setUpTestAndTearDownShareOneNurseryAndOneThread(Nursery n) {
        assertSame(seen, n);
        assertSame(thread, Thread.currentThread());
    }

    @TractorTest
    void theTestRunsInTheBlockOfItsNursery(Nursery n, TestRoot root) throws InterruptedException {
        try (var inner = Nursery.open(options -> options.name("inner"))) {
            assertEquals(root.tree(), Tractor.tree());
            var top = root.tree().children();
            assertEquals(1, top.size());
            assertEquals("test", top.getFirst().name());
            assertEquals("inner", top.getFirst().children().getFirst().name());
        }
    }

    @TractorTest
    void theRootIsNamedAfterTheTest(TestRoot root) {
        assertTrue(root.tree().name().startsWith("ParametersTest.theRootIsNamedAfterTheTest"), root.tree()::name);
    }

    @TractorTest
    void whatStillRunsWhenTheTestEndsIsEnded(Nursery n) {
        n.start("service", Object::new);
        n.fork("task", () -> new CountDownLatch(1).await());
    }

    @TractorTest
    void aBreakpointIsPassedOverWithoutAConsole(Nursery n) throws InterruptedException {
        n.fork(() -> Tractor.breakpoint()).join();
        Tractor.breakpoint();
    }

    @TractorTest
    void otherExtensionsGiveParametersToo(Nursery n, TestInfo info) {
        assertEquals(
                "otherExtensionsGiveParametersToo",
                info.getTestMethod().orElseThrow().getName());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anotherThreadCanRunCodeOfTheRoot(TestRoot root) throws Exception {
        var tree = new FutureTask<>(() -> root.call(() -> Tractor.tree().name()));
        Thread.ofPlatform().start(tree);
        assertEquals(root.tree().name(), tree.get());
    }
}
