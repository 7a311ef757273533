package dev.tractor.bench.tractor;

import dev.tractor.Nursery;
import dev.tractor.Task;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/** A nursery in each task but the leaves. */
record Skynet(Workload.Skynet skynet) implements Program {

    @Override
    public long run() throws InterruptedException {
        return sum(0, skynet.leaves());
    }

    private static long sum(long first, long leaves) throws InterruptedException {
        if (leaves == 1) {
            return first;
        }
        try (var n = Nursery.open(o -> o.ownerOnly())) {
            List<Task<Long>> children = new ArrayList<>(Workload.Skynet.CHILDREN);
            long each = leaves / Workload.Skynet.CHILDREN;
            for (int child = 0; child < Workload.Skynet.CHILDREN; child++) {
                long start = first + child * each;
                children.add(n.fork(() -> sum(start, each)));
            }
            n.join();
            long sum = 0;
            for (var child : children) {
                sum += child.get();
            }
            return sum;
        }
    }
}
