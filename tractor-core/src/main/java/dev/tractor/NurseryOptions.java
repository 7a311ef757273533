package dev.tractor;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one nursery, filled in by the lambda given to {@link Nursery#open(java.util.function.Consumer)}. Used by one
 * thread, while that call lasts.
 */
public final class NurseryOptions {
    /** Shown in the tree and in messages; null means after the line that opened it. */
    @Nullable
    String name;

    /** Null means as in the enclosing nursery, actor or root. */
    @Nullable
    Boolean debug;

    /** How long {@link Portal#cancel()} waits. */
    Duration grace = Duration.ofSeconds(3);

    NurseryOptions() {}

    /** {@return this} Names the nursery, for the tree and for messages. @param name not blank */
    public NurseryOptions name(String name) {
        this.name = Names.checked("nursery", name);
        return this;
    }

    /**
     * Says whether failing tasks and actors below this nursery open the crash console before their error goes on.
     *
     * @param on whether they do; by default as in the enclosing nursery or actor, and at the root as {@code
     *     -Dtractor.debug=true} or {@code TRACTOR_DEBUG=1} say
     * @return this
     */
    public NurseryOptions debug(boolean on) {
        this.debug = on;
        return this;
    }

    /**
     * Sets how long {@link Portal#cancel()} waits for an actor of this nursery to end, and how long the {@code close()} of
     * an actor's state may take.
     *
     * @param grace positive; 3 seconds unless set
     * @return this
     */
    public NurseryOptions grace(Duration grace) {
        Objects.requireNonNull(grace, "grace");
        if (!grace.isPositive()) {
            throw new IllegalArgumentException("the grace period of a nursery is positive, not " + grace);
        }
        this.grace = grace;
        return this;
    }
}
