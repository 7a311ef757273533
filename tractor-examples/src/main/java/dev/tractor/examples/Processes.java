package dev.tractor.examples;

import dev.tractor.ActorFailedException;
import dev.tractor.Dialog;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.ProcessDiedException;
import dev.tractor.ProcessOptions;
import dev.tractor.Spawn;

/** An actor may live in a JVM of its own: the same portal, and a crash there harms nobody here. */
public final class Processes {

    /** The state of an actor. Its fields are in the child JVM. */
    static final class Worker {
        private int jobs;

        long process() {
            return ProcessHandle.current().pid();
        }

        int length(String text) {
            jobs++;
            return text.length();
        }

        void primes(Dialog<Void, Void, Integer> dialog, int below) throws InterruptedException {
            dialog.started();
            var stream = dialog.openStream();
            for (int n = 2; n < below; n++) {
                if (isPrime(n)) {
                    stream.send(n);
                }
            }
        }

        private static boolean isPrime(int n) {
            for (int d = 2; d * d <= n; d++) {
                if (n % d == 0) {
                    return false;
                }
            }
            return true;
        }

        void crash() {
            Runtime.getRuntime().halt(3);
        }
    }

    private Processes() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        var how = Spawn.process(
                ProcessOptions.standard().withJvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // one that dies does not end the block: its failure is shown, and that is all
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> System.out.println(path + " has failed")))) {
            Portal<Worker> worker = n.start("worker", Worker::new, how);
            boolean elsewhere =
                    worker.ask(Worker::process) != ProcessHandle.current().pid();
            System.out.println("it runs in another process: " + elsewhere);
            System.out.println("a reply from there: " + worker.ask(w -> w.length("serialized")));
            System.out.println("its state is there: " + worker.ask(w -> w.jobs) + " job");
            try (var context = worker.open(Worker::primes, 20)) {
                var primes = new StringBuilder();
                for (int prime : context.openStream()) {
                    primes.append(' ').append(prime);
                }
                context.result();
                System.out.println("a stream from there:" + primes);
            }
            try {
                worker.run(Worker::crash);
            } catch (ActorFailedException e) {
                int exit = e.getCause() instanceof ProcessDiedException died ? died.exitCode() : 0;
                System.out.println("it has crashed with exit code " + exit + ", and we live on");
            }
        }
    }
}
