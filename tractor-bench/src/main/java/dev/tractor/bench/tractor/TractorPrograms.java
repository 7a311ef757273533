package dev.tractor.bench.tractor;

import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Savina;
import dev.tractor.bench.Workload;
import java.util.Optional;

/** Written with the public API alone, and with its defaults: bounded mailboxes, no options. */
public final class TractorPrograms implements Programs {

    /** Found by name. */
    public TractorPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) throws InterruptedException {
        return Optional.of(
                switch (workload) {
                    case Workload.Tell tell -> new Messages.Telling(tell);
                    case Workload.Pass pass -> new Messages.Passing(pass);
                    case Workload.Ask ask -> new Messages.Asking(ask);
                    case Workload.AskInTime ask -> new Messages.AskingInTime(ask);
                    case Workload.Stream stream -> new Messages.Streaming(stream);
                    case Workload.Start start -> new Crowds.Starting(start);
                    case Workload.StartAndAsk start -> new Crowds.StartingAndAsking(start);
                    case Workload.Idle idle -> new Crowds.Idling(idle);
                    case Workload.Contexts contexts -> new Crowds.Talking(contexts);
                    case Workload.Lives lives -> new Crowds.Living(lives);
                    case Workload.Cancel cancel -> new Crowds.Cancelling(cancel);
                    case Workload.Blocks blocks -> new Blocks(blocks);
                    case Workload.Skynet skynet -> new Skynet(skynet);
                    case Savina savina -> SavinaPrograms.program(savina);
                });
    }
}
