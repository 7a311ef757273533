package dev.tractor.test.agent;

import java.time.Duration;
import java.util.List;

/** A program that installs the agent and says how it went. */
final class Sample {

    private Sample() {}

    /** A class that cannot be initialized. */
    static final class Broken {
        static final Object NEVER = List.of().getFirst();

        private Broken() {}
    }

    /** @param arguments any, to have a broken class in the JVM before the agent */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            try {
                System.out.println(Broken.NEVER);
            } catch (ExceptionInInitializerError e) {
                System.out.println("broken");
            }
        }
        var simulation = new Simulation();
        var reason = TimeAgent.install(simulation);
        System.out.println(TimeAgent.installed() + ": " + reason.orElse("no reason"));
        if (reason.isEmpty()) {
            System.out.println(simulation.run(() -> {
                long before = System.nanoTime();
                Thread.sleep(Duration.ofHours(1));
                return Duration.ofNanos(System.nanoTime() - before);
            }));
        } else {
            try {
                TimeAgent.addPoints(List.of("com.acme."), Accesses.ALL);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
