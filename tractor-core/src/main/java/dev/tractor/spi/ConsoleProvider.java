package dev.tractor.spi;

import org.jspecify.annotations.Nullable;

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

    /**
     * Makes the console of a child JVM, whose sessions are held at the terminal of the root's JVM. Called at most once; must
     * not touch the terminal.
     *
     * @param root the root that the console serves, which is that of the child JVM
     * @return the console; null when this provider has none for child JVMs
     */
    default @Nullable Console attachElsewhere(RootHandle root) {
        return null;
    }

    /**
     * {@return whether a console that this makes keeps what is written to {@code System.out} off its prompts} What child JVMs
     * write is passed through that stream then. Asked whenever one is started, with or without a console; must not make one.
     */
    default boolean ordersOutput() {
        return false;
    }

    /** {@return the same of {@code System.err}} */
    default boolean ordersErrors() {
        return false;
    }
}
