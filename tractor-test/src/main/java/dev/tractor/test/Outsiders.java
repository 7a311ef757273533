package dev.tractor.test;

import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Outsider;
import dev.tractor.test.sim.RealTimers;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in a report who has woken simulated threads from outside, and what can be done about it. */
final class Outsiders {

    /** Who it was, what to call the thread, and what to do instead. */
    private enum Kind {
        REAL_TIME(
                outsider -> outsider.by().equals(RealTimers.THREAD),
                "the end of a timed wait in real time, thread ",
                ""),
        TIMER(
                outsider -> runs(outsider, "java.util.TimerThread"),
                "a java.util.Timer, thread ",
                "A java.util.Timer keeps real time. A task that sleeps, or a ScheduledExecutorService of virtual threads,"
                        + " keeps the time of the test."),
        DELAY(
                outsider -> runs(outsider, "java.util.concurrent.DelayScheduler"),
                "a delay of CompletableFuture or of the common pool, thread ",
                "The delays of CompletableFuture and of the common pool are real. A CancelScope with a deadline, or a"
                        + " task that sleeps, keeps the time of the test."),
        POOL(
                outsider -> runs(outsider, "java.util.concurrent.ForkJoinWorkerThread"),
                "a pool's thread ",
                "The threads of the common pool, where CompletableFuture and parallel streams run, are real. Tasks, and"
                        + " virtual threads that the test starts, are simulated."),
        OTHER(outsider -> true, "thread ", "");

        private final Predicate<Outsider> includes;
        private final String title;
        private final String advice;

        Kind(Predicate<Outsider> includes, String title, String advice) {
            this.includes = includes;
            this.title = title;
            this.advice = advice;
        }

        static Kind of(Outsider outsider) {
            return Stream.of(values())
                    .filter(kind -> kind.includes.test(outsider))
                    .findFirst()
                    .orElse(OTHER);
        }

        private static boolean runs(Outsider outsider, String type) {
            return outsider.stack().stream()
                    .anyMatch(frame -> frame.getClassName().equals(type));
        }
    }

    private Outsiders() {}

    /** For a machine that has some. */
    static String text(Machine machine) {
        var all = machine.outsiders();
        return Texts.count(machine.outsiderCount(), "wake-up")
                + " came from outside the simulation, so this run cannot be replayed for certain:\n  "
                + all.stream().map(Outsiders::line).distinct().collect(Collectors.joining("\n  "))
                + advice(all).stream().map(advice -> "\n  " + advice).collect(Collectors.joining())
                + (Agent.ready() ? "" : "\n  " + Agent.hint());
    }

    private static String line(Outsider outsider) {
        var frames = outsider.stack().stream().map(Object::toString).toList();
        return Kind.of(outsider).title + '"' + outsider.by() + "\" woke \"" + outsider.woken() + '"'
                + ThreadDump.firstOfInterest(frames)
                        .map(frame -> " at " + frame)
                        .orElse("");
    }

    private static List<String> advice(List<Outsider> all) {
        return all.stream()
                .map(outsider -> Kind.of(outsider).advice)
                .filter(advice -> !advice.isEmpty())
                .distinct()
                .toList();
    }
}
