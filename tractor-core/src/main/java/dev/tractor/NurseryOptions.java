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

    /** How long {@link Portal#cancel()} and {@link Task#cancel()} wait. */
    Duration grace = Duration.ofSeconds(3);

    /** Takes the failures of children instead of the nursery. */
    @Nullable
    FailureHandler handler;

    /** How many forked tasks run at a time; null means all. */
    @Nullable
    Integer limit;

    /** Whether nobody but the owner forks and starts. */
    boolean ownerOnly;

    /** After how long waits for its children are reported. */
    LongWaits.Limits limits = LongWaits.Limits.STANDARD;

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
     * Isolates the children from each other: a failure goes to {@code handler}, with the path of the child, and cancels
     * neither the siblings nor the block. The nursery has then not failed: {@code join()} and {@code close()} do not throw
     * it. Whoever asks for the task's result still does: {@link Task#get()} and {@link Task#join()} throw a {@link
     * NurseryException} with that one failure, and {@link Portal#join()} the {@link ActorFailedException}.
     *
     * <p>The handler gets every failure, also of a child that fails while the nursery is being cancelled or left; an answer
     * to a cancellation is no failure. When it throws, the nursery fails with that as it would without a handler, and the
     * child's failure is suppressed in it. In debug mode the crash console opens before the handler runs.
     *
     * @param handler called on the thread of the child that has failed, before the child counts as ended
     * @return this
     */
    public NurseryOptions onFailure(FailureHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Limits how many of the nursery's forked tasks run at a time. The others wait for a place on their own threads, in the
     * order in which they were forked; {@code fork} itself never waits. A task that is cancelled while it waits never
     * begins. A task keeps its place until it has ended, waits included; so one that waits for another task of the same
     * nursery may wait for ever, and when all places are held in that way the wait throws a {@link DeadlockException}.
     * Actors and timers are not counted.
     *
     * @param tasks how many, at least 1
     * @return this
     */
    public NurseryOptions limit(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("a nursery lets at least 1 task run at a time, not " + tasks);
        }
        this.limit = tasks;
        return this;
    }

    /**
     * Leaves forks and starts to the owner, which is the thread that opens the nursery: any other thread that tries gets an
     * {@link IllegalStateException}, and so does the owner inside a {@code ScopedValue} binding that it made after it had
     * opened the nursery. Whatever else other threads may do, such as {@link Nursery#cancel}, they still may.
     *
     * <p>It is for blocks that are opened often and last shortly. A nursery that others may start children in needs a
     * thread of its own for that; one of the owner alone does without until it has an actor, and is opened and closed in
     * about two thirds of the time.
     *
     * @return this
     */
    public NurseryOptions ownerOnly() {
        this.ownerOnly = true;
        return this;
    }

    /**
     * Sets how long {@link Portal#cancel()} and {@link Task#cancel()} wait for a child of this nursery to end, and how long the {@code close()} of
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

    /**
     * Sets how long {@link Nursery#join()} waits before a line at level INFO says for whom, and what each of them is doing;
     * again when it has waited twice as long. The tree's time counts, which stands still while a console session is open.
     *
     * @param wait positive, or zero for never; unless set, what {@code -Dtractor.report.join} says in seconds, 600 by default
     * @return this
     */
    public NurseryOptions reportJoinAfter(Duration wait) {
        this.limits = new LongWaits.Limits(LongWaits.Limits.nanos(wait), limits.end());
        return this;
    }

    /**
     * Sets how long the owner waits for the end of children that are cancelled, because the block is being left or for any
     * other reason, before a line at level WARNING says so; else as {@link #reportJoinAfter}.
     *
     * @param wait positive, or zero for never; unless set, what {@code -Dtractor.report.end} says in seconds, 60 by default
     * @return this
     */
    public NurseryOptions reportEndAfter(Duration wait) {
        this.limits = new LongWaits.Limits(limits.join(), LongWaits.Limits.nanos(wait));
        return this;
    }
}
