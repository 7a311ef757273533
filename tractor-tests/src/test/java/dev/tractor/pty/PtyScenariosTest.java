package dev.tractor.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stepped.Sums;

/**
 * The chief scenarios of breakpoints and crashes at a real terminal: each in a JVM of its own, and all in one with ctrl-c at
 * every prompt.
 */
@Tag("terminal")
@Tag("slow")
class PtyScenariosTest {
    @TempDir
    Path home;

    /** What the person in front of the program does in it, and how it ends: by itself, or by an error. */
    enum Story {
        D01("java.lang.IllegalStateException: boom", p -> {
            p.answers("continue", "crash in /");
            p.program.expect("/ continued, the error leaves the task");
        }),
        D02("", p -> p.answers("continue", "breakpoint in /")),
        D03("dev.tractor.BreakpointQuitException", p -> {
            for (int i = 0; i < 3; i++) {
                p.answers("c", "breakpoint in /");
            }
            p.answers("quit", "breakpoint in /");
        }),
        D04("actor /leaf failed: java.lang.IllegalStateException: leaf", p -> {
            p.answers("continue", "crash in /leaf");
            p.answers("quit", "crash in /");
        }),
        D05("actor /stopper failed: dev.tractor.BreakpointQuitException", p -> {
            for (int i = 0; i < 3; i++) {
                p.answers("continue", "breakpoint in /stopper");
            }
            p.answers("quit", "breakpoint in /stopper");
            p.answers("continue", "crash in /");
        }),
        D06("dev.tractor.NurseryException", p -> {
            p.sees("breakpoint in /stopper");
            p.waiting("2 wait for the terminal");
            p.program.enter("quit");
            p.answersAll("continue", "crash in /child", "crash in /spawner/grandchild");
            p.answers("continue", "crash in /spawner");
            p.answers("continue", "crash in /");
        }),
        D07("actor /failer failed: java.lang.IllegalStateException: failer", p -> {
            var crashes = new ArrayList<String>();
            int stops = 0;
            while (true) {
                var next = p.answersUnlessOver("continue", "breakpoint in /stopper", "crash in /failer", "crash in /");
                if (next.isEmpty()) {
                    break;
                }
                if (next.startsWith("crash")) {
                    crashes.add(next);
                } else {
                    stops++;
                }
            }
            assertEquals(List.of("crash in /failer", "crash in /"), crashes);
            assertTrue(stops > 0);
        }),
        D09("dev.tractor.NurseryException", p -> {
            p.answersAll(
                    "continue",
                    "crash in /a3/a2/a1",
                    "crash in /a3/a2",
                    "crash in /a3",
                    "crash in /b4/b3/b2/b1",
                    "crash in /b4/b3/b2",
                    "crash in /b4/b3",
                    "crash in /b4");
            p.answers("quit", "crash in /");
        }),
        D10("java.lang.IllegalStateException: root", p -> {
            p.sees("breakpoint in /child/grandchild");
            p.waiting("1 waits for the terminal: / (crash)");
            p.program.enter("tree");
            p.program.expectPrompt("/child/grandchild");
            p.program.enter("continue");
            p.program.expect("the grandchild goes on"); // it was not cancelled
            p.answers("continue", "crash in /");
        }),
        D12(
                "actor /plain failed: java.lang.IllegalStateException: plain",
                p -> p.answers("continue", "crash in /watched")),
        D19("", p -> {
            p.sees("breakpoint in /");
            p.evaluates("dev.tractor.Tractor.breakpoint()", "this task is at the console already");
            p.evaluates("dev.tractor.pty.Scenes.stopsHere()", "passed over: this task");
            p.program.enter("continue");
        });

        private final String error;
        private final Deeds deeds;

        Story(String error, Deeds deeds) {
            this.error = error;
            this.deeds = deeds;
        }
    }

    private interface Deeds {
        void by(Person person) throws Exception;
    }

    private static final class Person {
        private final PtyProgram program;
        private final boolean ctrlC;

        /** The line from which on the next session is looked for. */
        private int from;

        /** Whether the end has been seen. */
        private boolean over;

        Person(PtyProgram program, boolean ctrlC) {
            this.program = program;
            this.ctrlC = ctrlC;
        }

        /** One of these sessions begins. @return which */
        String sees(String... sessions) throws Exception {
            var banners = Arrays.stream(sessions).map(text -> text + ", task ").toList();
            return begins(program.expectOneOf(banners));
        }

        private String begins(String banner) throws Exception {
            var session = banner.substring(0, banner.length() - ", task ".length());
            var actor = session.substring(session.indexOf('/'));
            program.expectPrompt(actor);
            if (ctrlC) {
                program.type("qui");
                program.ctrlC(actor);
                program.ctrlC(actor);
            }
            return session;
        }

        /** Has the task step, and sees where it has come to. */
        void steps(String command, String place) throws Exception {
            evaluates(command, place);
        }

        /** Enters Java, and is told something about it. */
        void evaluates(String java, String told) throws Exception {
            program.enter(java);
            program.expect(told);
            program.expectPrompt("/");
            if (ctrlC) {
                program.ctrlC("/");
            }
        }

        /** Is told that others wait, before the session or in it. */
        void waiting(String text) throws Exception {
            program.expectFrom(from, text);
        }

        /** The same as {@link #answers}, or empty if the scenario is over. */
        String answersUnlessOver(String answer, String... sessions) throws Exception {
            var texts = new ArrayList<>(
                    Arrays.stream(sessions).map(text -> text + ", task ").toList());
            texts.add(ctrlC ? "ends: " : "Exception in thread");
            var seen = program.expectOneOf(texts);
            over = seen.equals(texts.getLast());
            if (over) {
                return "";
            }
            var session = begins(seen);
            from = program.lines();
            program.enter(answer);
            return session;
        }

        /** Waits for one of these sessions, and answers it. @return which it was */
        String answers(String answer, String... sessions) throws Exception {
            var session = sees(sessions);
            from = program.lines();
            program.enter(answer);
            return session;
        }

        /** The same until each of them has been. */
        void answersAll(String answer, String... sessions) throws Exception {
            var left = new LinkedHashSet<>(List.of(sessions));
            while (!left.isEmpty()) {
                left.remove(answers(answer, left.toArray(String[]::new)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Scenario({"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D09", "D10", "D12", "D19"})
    void itIsTheSameAtARealTerminalAndTheProgramEndsAsItsErrorSays(Story story) throws Exception {
        try (var program = PtyProgram.start(home, List.of(), Scenes.class, story.name())) {
            story.deeds.by(new Person(program, false));
            var text = program.end(story.error.isEmpty() ? 0 : 1);
            assertTrue(text.replace("\n", "").contains(story.error), text);
            program.expectModeOfBefore();
        }
    }

    @Test
    @Scenario({"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D09", "D10", "D12", "D19"})
    void ctrlCAtEveryPromptOfARealTerminalHarmsNobody() throws Exception {
        var names = Arrays.stream(Story.values()).map(Story::name).toArray(String[]::new);
        try (var program = PtyProgram.start(home, List.of(), Scenes.class, names)) {
            for (var story : Story.values()) {
                program.expect("begins: " + story);
                var person = new Person(program, true);
                person.from = program.lines();
                story.deeds.by(person);
                program.expect((person.over ? "" : "ends: ") + story + (story.error.isEmpty() ? "" : " with "));
            }
            program.end(0);
            program.expectModeOfBefore();
        }
    }

    @Test
    @Scenario("D18")
    void stepsGoOnToTheNextLineWithCtrlCAtEveryPrompt() throws Exception {
        var options = List.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y",
                "--add-opens=java.base/java.lang=ALL-UNNAMED");
        try (var program = PtyProgram.start(home, options, Sums.class)) {
            var person = new Person(program, true);
            person.sees("breakpoint in /");
            person.steps("next", "at stepped.Sums.work(Sums.java:42)");
            person.steps("until 46", "at stepped.Sums.work(Sums.java:46)");
            person.steps("step", "at stepped.Sums.half(Sums.java:16)");
            person.steps("next", "at stepped.Sums.half(Sums.java:17)");
            person.steps("finish", "at stepped.Sums.work(Sums.java:46)");
            person.steps("where", "frames of tractor and the JDK");
            program.enter("continue");
            program.expect("result 24, calls 1");
            program.end(0);
            program.expectModeOfBefore();
        }
    }

    @Test
    void everySceneIsPlayed() {
        assertEquals(
                Scenes.names(), Arrays.stream(Story.values()).map(Story::name).collect(Collectors.toSet()));
    }
}
