package dev.tractor.bench.jdk;

import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Workload;
import java.util.Optional;

/**
 * What a careful user of the JDK writes by hand: no names, no tree, no failures, no cancellation but interrupts. It is the
 * limit, not a competitor.
 */
public final class JdkPrograms implements Programs {

    /** Found by name. */
    public JdkPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) {
        return Optional.ofNullable(
                switch (workload) {
                    case Workload.Tell tell -> new Queues.Sending(tell);
                    case Workload.Ask ask -> new HandOver(ask);
                    case Workload.Stream stream -> new Queues.Streaming(stream);
                    case Workload.Start start -> new Crowds.Starting(start);
                    case Workload.StartAndAsk start -> new Crowds.StartingAndAsking(start);
                    case Workload.Idle idle -> new Crowds.Idling(idle);
                    case Workload.Lives lives -> new Crowds.Living(lives);
                    case Workload.Cancel cancel -> new Crowds.Interrupting(cancel);
                    case Workload.Blocks blocks -> new Blocks(blocks);
                    case Workload.Skynet skynet -> new Skynet(skynet);
                    default -> null;
                });
    }
}
