package dev.tractor.build;

import dev.tractor.build.Scenarios.Entry;
import dev.tractor.build.Scenarios.State.Kind;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The scenarios and the tests that prove them: what is wrong between the two, and the page that shows both.
 *
 * <p>A scenario is in exactly one of four states. It has tests; or it has no meaning here; or it waits for the console, which
 * only those about debugging may; or it waits for a part that is being built, and for that part's scenarios alone.
 */
final class Parity {
    /** Whose scenarios may wait for the console: groups, and ids. */
    private static final Set<String> OF_THE_CONSOLE = Set.of("D", "I11");

    /** Whose scenarios may wait for what: the parts that are being built. Empty when all is there. */
    private static final Map<String, Set<String>> BEING_BUILT = Map.of(
            "contexts", Set.of("C", "P", "T", "I"),
            "streams", Set.of("C", "B", "S", "T", "I"),
            "registry", Set.of("R", "S"),
            "helpers", Set.of("T", "S"));

    private final Scenarios scenarios;

    /** By id; of each the tests as {@code Class.method}, in alphabetical order. */
    private final Map<String, List<String>> tests;

    Parity(Scenarios scenarios, Map<String, List<String>> tests) {
        this.scenarios = scenarios;
        this.tests = new TreeMap<>(tests);
    }

    /** The tests among the compiled tests of this module, by the ids they name. */
    static Map<String, List<String>> tests() throws URISyntaxException {
        var classes =
                Parity.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        var found = new TreeMap<String, List<String>>();
        ReflectionSupport.findAllClassesInClasspathRoot(classes, type -> true, name -> true).stream()
                .forEach(type -> ReflectionSupport.findMethods(
                                type,
                                method -> method.isAnnotationPresent(Scenario.class),
                                HierarchyTraversalMode.TOP_DOWN)
                        .forEach(method -> add(type, method, found)));
        found.values().forEach(names -> names.sort(Comparator.naturalOrder()));
        return found;
    }

    /** Also one that is inherited, and runs again in another way. */
    private static void add(Class<?> type, Method method, Map<String, List<String>> found) {
        var name = type.getSimpleName() + "." + method.getName();
        if (type.getEnclosingClass() != null || !AnnotationSupport.isAnnotated(method, Testable.class)) {
            throw new IllegalStateException(
                    name + " names scenarios, but is no test that runs by itself; tag the test");
        }
        for (var id : method.getAnnotation(Scenario.class).value()) {
            found.computeIfAbsent(id, _ -> new ArrayList<>()).add(name);
        }
    }

    /** What is wrong, a line each. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        var known = new HashSet<String>();
        for (var entry : scenarios.entries()) {
            if (!known.add(entry.id())) {
                problems.add(entry.id() + " is listed twice");
            }
            addProblems(entry, problems);
        }
        tests.forEach((id, names) -> {
            if (!known.contains(id)) {
                problems.add(id + ", named by " + String.join(" and ", names) + ", is not in scenarios.txt");
            }
        });
        return problems;
    }

    private void addProblems(Entry entry, List<String> problems) {
        var state = entry.state();
        var proofs = proofs(entry);
        if (state == null) {
            if (proofs.isEmpty()) {
                problems.add(
                        entry.id() + " has neither a test nor a reason; tag the test that proves it with @Scenario(\""
                                + entry.id() + "\"), or give the reason in scenarios.txt");
            }
            return;
        }
        if (!proofs.isEmpty()) {
            problems.add(entry.id() + " has a test, " + proofs.getFirst() + ", and a reason to have none, \""
                    + state.why() + "\"; take one of them away");
        }
        var allowed = switch (state.kind()) {
            case NO -> true;
            case PENDING -> OF_THE_CONSOLE.contains(entry.group()) || OF_THE_CONSOLE.contains(entry.id());
            case BUILDING -> BEING_BUILT.getOrDefault(state.why(), Set.of()).contains(entry.group());
        };
        if (!allowed) {
            problems.add(entry.id() + " may not wait for \"" + state.why() + "\"; waiting is for the scenarios of "
                    + OF_THE_CONSOLE + " (pending) and of what is being built, " + new TreeMap<>(BEING_BUILT));
        }
    }

    private List<String> proofs(Entry entry) {
        return tests.getOrDefault(entry.id(), List.of());
    }

    // The page.

    String page() {
        var text = new StringBuilder();
        text.append("""
                # Parity

                What is asked of tractor by the scenarios of its model, and the tests that prove it. This page is made from \
                the tests, each of which names its scenarios, and from \
                [scenarios.txt](../tractor-tests/src/test/resources/dev/tractor/build/scenarios.txt), which says why some have \
                none. The build fails when it is out of date; `bin/parity` writes it.

                | | scenarios |
                | --- | ---: |
                """);
        row(text, "proved by tests", String.valueOf(count(null)));
        row(text, "without meaning here", String.valueOf(count(Kind.NO)));
        row(text, "pending: the console is not complete", String.valueOf(count(Kind.PENDING)));
        row(text, "under construction" + underConstruction(), String.valueOf(count(Kind.BUILDING)));
        row(text, "all", String.valueOf(scenarios.entries().size()));
        for (var section : scenarios.sections()) {
            text.append("\n## ").append(section.title()).append("\n\n");
            text.append("| id | what happens | model | proved by |\n| --- | --- | --- | --- |\n");
            for (var entry : section.entries()) {
                row(text, entry.id(), entry.title(), code(entry.upstream()), proof(entry));
            }
        }
        return text.toString();
    }

    private long count(@Nullable Kind kind) {
        return scenarios.entries().stream()
                .filter(entry ->
                        entry.state() == null ? kind == null : entry.state().kind() == kind)
                .count();
    }

    private String underConstruction() {
        var counts = scenarios.entries().stream()
                .filter(entry -> entry.state() != null && entry.state().kind() == Kind.BUILDING)
                .collect(Collectors.groupingBy(entry -> entry.state().why(), TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private String proof(Entry entry) {
        var state = entry.state();
        if (state == null) {
            return proofs(entry).stream().map(Parity::code).collect(Collectors.joining("<br>"));
        }
        return switch (state.kind()) {
            case NO -> "no meaning: " + state.why();
            case PENDING -> "*pending*: " + state.why();
            case BUILDING -> "*under construction*: " + state.why();
        };
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
