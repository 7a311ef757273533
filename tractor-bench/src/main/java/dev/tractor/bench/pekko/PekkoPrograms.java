package dev.tractor.bench.pekko;

import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Savina;
import dev.tractor.bench.Workload;
import java.util.Optional;

/** Written with the typed API; for how it is configured see {@link Inside}. */
public final class PekkoPrograms implements Programs {

    /** Found by name. */
    public PekkoPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) throws InterruptedException {
        return Optional.ofNullable(
                switch (workload) {
                    case Workload.Tell tell -> new Messages.Telling(tell);
                    case Workload.Ask ask -> new Messages.Asking(ask);
                    case Workload.Start start -> new Crowds.Starting(start);
                    case Workload.Idle idle -> new Crowds.Idling(idle);
                    case Savina savina -> SavinaPrograms.program(savina);
                    default -> null;
                });
    }
}
