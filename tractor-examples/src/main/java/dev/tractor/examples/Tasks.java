package dev.tractor.examples;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import java.time.Duration;

/** A nursery owns tasks: it waits for all of them, and the first failure ends them all. */
public final class Tasks {
    private Tasks() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open()) {
            var a = n.fork(() -> length("structured"));
            var b = n.fork(() -> length("concurrency"));
            n.join();
            System.out.println("both are done: " + (a.get() + b.get()));
        }
        try (var n = Nursery.open()) {
            n.fork("slow", () -> Tractor.sleep(Duration.ofHours(1)));
            n.fork("failing", () -> {
                throw new IllegalStateException("no such word");
            });
            n.join();
        } catch (NurseryException e) {
            System.out.println(
                    "the slow one was cancelled, because: " + e.getCause().getMessage());
        }
        int total = Nursery.run(n -> {
            var words = java.util.List.of("the", "lambda", "form", "joins", "by", "itself");
            var tasks = words.stream().map(word -> n.fork(() -> length(word))).toList();
            n.join();
            return tasks.stream().mapToInt(task -> task.get()).sum();
        });
        System.out.println("all words: " + total);
    }

    private static int length(String word) throws InterruptedException {
        Tractor.sleep(Duration.ofMillis(10));
        return word.length();
    }
}
