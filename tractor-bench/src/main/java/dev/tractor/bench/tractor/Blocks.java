package dev.tractor.bench.tractor;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.Nursery;
import dev.tractor.Task;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/** Nurseries, one after the other, inside a task. */
record Blocks(Workload.Blocks work) implements Program {

    @Override
    public long run() throws InterruptedException {
        return Nursery.run(n -> {
            return n.fork(this::blocks).join();
        });
    }

    private long blocks() throws InterruptedException {
        boolean own = work.each() == Workload.Blocks.Each.OWN_BLOCK;
        long sum = 0;
        List<Task<Integer>> tasks = new ArrayList<>(work.forks());
        for (int block = 0; block < work.blocks(); block++) {
            try (var n = own ? Nursery.open(o -> o.ownerOnly()) : Nursery.open()) {
                for (int i = 0; i < work.forks(); i++) {
                    int number = i % NUMBERS;
                    tasks.add(n.fork(() -> number));
                }
                n.join();
                for (var task : tasks) {
                    sum += task.get();
                }
            }
            tasks.clear();
        }
        return sum;
    }
}
