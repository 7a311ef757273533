package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's project with a first test: what it is compiled and run with is what {@code tractor-test} and JUnit bring along,
 * and the JVM is started as build tools start it.
 */
@Tag("slow")
class UserProjectTest {
    private static final List<String> FLAGS =
            List.of("-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true");
    private static final String PLACE =
            ", as the <argLine> of maven-surefire-plugin, the jvmArgs of a Gradle test task, or the VM options in an IDE";
    private static final String NOT_ALLOWED = "this JVM lets nobody change its classes (java.io.IOException: Can not"
            + " attach to current VM); start it with " + String.join(" ", FLAGS) + PLACE;

    private static final Path CORE = Repository.classes("tractor-core");
    private static final Path KIT = Repository.classes("tractor-test");

    /** What a user does not have. */
    private static final List<String> ABSENT =
            List.of("tractor-", "jline", "jspecify", "archunit", "awaitility", "slf4j");

    private static final String SHOP = """
            package shop;
            import dev.tractor.Nursery;
            public class Counter {
                private int total;
                public int add(int by) { return total += by; }
                public static int sum() throws Exception {
                    return Nursery.run(n -> n.fork(() -> 3).join() + n.fork(() -> 4).join());
                }
            }
            """;

    private static final String TEST = """
            package shop;
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import dev.tractor.Nursery;
            import dev.tractor.Portal;
            import dev.tractor.test.TractorTest;
            class CounterTest {
                static volatile int runs;
                @TractorTest
                void countsUp(Nursery n) throws Exception {
                    Portal<Counter> counter = n.start("counter", Counter::new);
                    counter.tell(c -> c.add(3));
                    int total = counter.ask(c -> c.add(4));
                    assertEquals(total, Counter.sum());
                    Thread.sleep(30);
                    runs++;
                }
            }
            """;

    /** Its map is a concurrent one, and has points if that is seen behind its name. */
    private static final String RACE = """
            package shop;
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import dev.tractor.Nursery;
            import dev.tractor.test.TractorTest;
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            class StockTest {
                private final Map<String, Integer> stock = new ConcurrentHashMap<>(Map.of("apple", 1));
                @TractorTest
                void nothingIsSoldTwice(Nursery n) throws Exception {
                    for (int i = 0; i < 2; i++) {
                        n.fork("seller", () -> {
                            if (stock.get("apple") > 0) {
                                stock.merge("apple", -1, Integer::sum);
                            }
                        });
                    }
                    n.join();
                    assertEquals(0, stock.get("apple"));
                }
            }
            """;

    /** In the place of surefire and of IDEs. */
    private static final String RUNNER = """
            package shop;
            import java.io.PrintWriter;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
            import org.junit.platform.launcher.core.LauncherFactory;
            import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
            class Runner {
                public static void main(String[] args) {
                    var listener = new SummaryGeneratingListener();
                    LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass("shop." + args[0]))
                            .build(), listener);
                    var summary = listener.getSummary();
                    summary.getFailures().forEach(failure -> System.out.println(failure.getException()));
                    System.out.println(summary.getTestsSucceededCount() + " passed, " + CounterTest.runs + " runs");
                }
            }
            """;

    private static final String MODULE = """
            module org.shop {
                requires dev.tractor;
            }
            """;

    @TempDir
    static Path project;

    private static Path main;
    private static Path test;
    private static Path module;

    @BeforeAll
    static void compile() throws Exception {
        main = compiled("main", List.of("-cp", CORE.toString()), Map.of("shop/Counter", SHOP));
        module = compiled(
                "module",
                List.of("-p", CORE.toString(), "-cp", main.toString()), // or it would be that of this JVM
                Map.of("shop/Counter", SHOP, "module-info", MODULE));
        test = compiled(
                "test",
                List.of("-cp", classPath(main, CORE, KIT)),
                Map.of("shop/CounterTest", TEST, "shop/StockTest", RACE, "shop/Runner", RUNNER));
    }

    /** Every warning is an error, as careful users have it. */
    private static Path compiled(String name, List<String> options, Map<String, String> sources) throws Exception {
        var target = project.resolve(name);
        var command = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-d", target.toString()));
        command.addAll(options);
        for (var source : sources.entrySet()) {
            var file = project.resolve(name + "-sources").resolve(source.getKey() + ".java");
            Files.createDirectories(file.getParent());
            command.add(Files.writeString(file, source.getValue()).toString());
        }
        var errors = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, errors, command.toArray(String[]::new));
        assertEquals(0, status, () -> errors.toString(StandardCharsets.UTF_8));
        return target;
    }

    /** These, and JUnit. */
    private static String classPath(Path... entries) {
        var path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry ->
                        ABSENT.stream().noneMatch(Path.of(entry).getFileName().toString()::contains))
                .collect(Collectors.toCollection(ArrayList::new));
        Arrays.stream(entries).map(Path::toString).forEach(path::add);
        return String.join(File.pathSeparator, path);
    }

    private static String java(List<String> flags, List<String> paths) throws Exception {
        return java("CounterTest", flags, paths);
    }

    private static String java(String testClass, List<String> flags, List<String> paths) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dtractor.test.schedules=20"); // unless the flags say more
        command.addAll(flags);
        command.addAll(paths);
        command.addAll(List.of("shop.Runner", testClass));
        var result = Program.run(project, Map.of("JAVA_TOOL_OPTIONS", ""), command);
        assertEquals(0, result.status(), result.output());
        return result.output();
    }

    private static List<String> onClassPath() {
        return List.of("-cp", classPath(test, main, CORE, KIT));
    }

    /** As surefire does it: what the module needs on the module path, the tests patched into it, the rest where it is. */
    private static List<String> onModulePath() {
        return List.of(
                "-p",
                module + File.pathSeparator + CORE,
                "--add-modules",
                "org.shop",
                "--patch-module",
                "org.shop=" + test,
                "--add-reads",
                "org.shop=ALL-UNNAMED",
                "--add-opens",
                "org.shop/shop=ALL-UNNAMED",
                "-cp",
                classPath(test, KIT));
    }

    @Test
    void withTheFlagsOfTheGuideNothingIsPrintedAndAllIsSimulated() throws Exception {
        assertEquals("1 passed, 20 runs\n", java(FLAGS, onClassPath()));
    }

    @Test
    void withoutFlagsOneLineSaysWhatHappensAndWhatToAdd() throws Exception {
        assertEquals(
                "@TractorTest runs each test once, on real threads, because " + NOT_ALLOWED + "\n1 passed, 1 runs\n",
                java(List.of(), onClassPath()));
    }

    @Test
    void pointsThatCannotBeAreSaidToHaveNoEffect() throws Exception {
        var output = java(List.of("-Dtractor.test.points=shop"), onClassPath());
        assertTrue(output.startsWith("-Dtractor.test.points has no effect because " + NOT_ALLOWED + "\n"), output);
    }

    @Test
    void theReplayLineHasThePointsWithoutWhichItReplaysNothing() throws Exception {
        var flags = new ArrayList<>(FLAGS);
        flags.addAll(List.of("-Dtractor.test.points=shop", "-Dtractor.test.schedules=100"));
        var line = Pattern.compile(
                "\\breplay: -Dtest=StockTest#nothingIsSoldTwice (-Dtractor\\.test\\.replay=\\S+) (-Dtractor\\.test\\.points=shop)\n");
        var report = java("StockTest", flags, onClassPath());
        var found = line.matcher(report);
        assertTrue(found.find(), report);

        var replay = new ArrayList<>(FLAGS);
        replay.addAll(List.of(found.group(1), found.group(2)));
        var again = java("StockTest", replay, onClassPath());
        assertTrue(again.contains("run 1 of StockTest.nothingIsSoldTwice failed: expected: <0> but was: <-1>"), again);
        assertTrue(line.matcher(again).find(), again);
    }

    @Test
    void withAnOpenPackageAloneWaitsAreRealAndOneReportSaysSo() throws Exception {
        var output = java(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"), onClassPath());
        assertEquals("""
                CounterTest.countsUp: 1 wake-up came from outside the simulation, so this run cannot be replayed for certain:
                  the end of a timed wait in real time, thread "tractor-test-real-time" woke "test"
                  Timed waits of the JDK take real time because %s
                1 passed, 20 runs
                """.formatted(NOT_ALLOWED), output);
    }

    @Test
    void aModuleIsTestedLikeAnyOther() throws Exception {
        assertEquals("1 passed, 20 runs\n", java(FLAGS, onModulePath()));
    }

    @Test
    void aModuleWithoutTheFlagsIsToldHowTheKitGetsIntoCore() throws Exception {
        var output = java(List.of(), onModulePath());
        assertTrue(
                output.contains("core is on the module path and the test kit on the class path, where it is not let in;"
                        + " say <useModulePath>false</useModulePath>"),
                output);
        assertTrue(
                output.contains("--add-exports dev.tractor/dev.tractor.internal=ALL-UNNAMED"
                        + " --add-exports dev.tractor/dev.tractor.spi=ALL-UNNAMED"),
                output);
    }
}
