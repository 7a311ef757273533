package dev.tractor.bench.jdk;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** Scopes, one after the other, inside a subtask. */
record Blocks(Workload.Blocks work) implements Program {

    @Override
    public long run() throws InterruptedException {
        try (var scope = StructuredTaskScope.<Long>open()) {
            var sum = scope.fork(this::blocks);
            scope.join();
            return sum.get();
        }
    }

    private long blocks() throws InterruptedException {
        long sum = 0;
        List<Subtask<Integer>> tasks = new ArrayList<>(work.forks());
        for (int block = 0; block < work.blocks(); block++) {
            try (var scope = StructuredTaskScope.<Integer>open()) {
                for (int i = 0; i < work.forks(); i++) {
                    int number = i % NUMBERS;
                    tasks.add(scope.fork(() -> number));
                }
                scope.join();
                for (var task : tasks) {
                    sum += task.get();
                }
            }
            tasks.clear();
        }
        return sum;
    }
}
