package dev.tractor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an actor's child JVM is run: immutable settings for {@link Spawn#process(ProcessOptions)}.
 *
 * @param jvmArguments given to the {@code java} command before all others, such as {@code -Xmx1g}
 * @param grace how long the child may take to end before it is killed; null for as long as the grace period of the actor's
 *     nursery
 */
public record ProcessOptions(
        List<String> jvmArguments, @Nullable Duration grace) {

    /** Checks the settings. */
    public ProcessOptions {
        jvmArguments = List.copyOf(jvmArguments);
        if (grace != null && !grace.isPositive()) {
            throw new IllegalArgumentException("the grace period of a child JVM is positive, not " + grace);
        }
    }

    /** {@return no arguments, and the grace period of the actor's nursery} */
    public static ProcessOptions standard() {
        return new ProcessOptions(List.of(), null);
    }

    /** {@return the same with other arguments} @param arguments for the {@code java} command, such as {@code -Xmx1g} */
    public ProcessOptions withJvmArguments(String... arguments) {
        return new ProcessOptions(List.of(arguments), grace);
    }

    /**
     * Returns the same with another grace period: from the moment the actor is to end until its JVM, if it is still there, is
     * killed. The {@code close()} of its state has three quarters of that.
     *
     * @param grace positive
     * @return the settings
     */
    public ProcessOptions withGrace(Duration grace) {
        return new ProcessOptions(jvmArguments, Objects.requireNonNull(grace, "grace"));
    }
}
