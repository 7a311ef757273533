package dev.tractor.spi;

/**
 * Makes the console of a root; found by {@link java.util.ServiceLoader}. This is how {@code tractor-debug} plugs in.
 */
public interface ConsoleProvider {

    /**
     * Makes the console of a root. Called once a root: when the root is made in debug mode or under the launcher, else
     * at the first nursery or actor in debug mode, or the first breakpoint. May install signal handlers and redirect the standard streams.
     *
     * @param root the root that the console serves
     * @return the console
     */
    Console attach(RootHandle root);
}
