package dev.tractor.test.agent;

import java.time.Duration;
import java.util.List;

/** A program that installs the agent and says how it went. */
final class Sample {

    private Sample() {}

    public static void main(String[] arguments) throws Exception {
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
