package dev.tractor.test;

import dev.tractor.ActorFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Probe} does when certain calls come. Begun by {@link Probe#when} or {@link Probe#whenRun}; takes effect when
 * one of {@link #reply}, {@link #fail}, {@link #answer} and {@link #hold} says what is done. Of several that fit a call, the
 * latest counts.
 *
 * @param <R> what the method returns
 */
public final class Reaction<R> {
    private final StandIn<?> standIn;
    private final Call call;
    private final boolean anyArguments;

    Reaction(StandIn<?> standIn, Call call, boolean anyArguments) {
        this.standIn = standIn;
        this.call = call;
        this.anyArguments = anyArguments;
    }

    /** {@return the same for all calls of the method, whatever their arguments} */
    public Reaction<R> anyArguments() {
        return new Reaction<>(standIn, call, true);
    }

    /**
     * Has the calls return a value.
     *
     * @param value what they return
     * @throws IllegalArgumentException when it is null and the method returns a primitive
     */
    public void reply(@Nullable R value) {
        begin(returning(value));
    }

    /**
     * Has the calls throw an exception, always the same instance. To an ask, the caller gets it in an {@link
     * dev.tractor.ActorFailedException}; to a tell, it fails the actor, as it would any other.
     *
     * @param thrown what they throw
     * @throws IllegalArgumentException when it is a checked exception that the method does not declare
     */
    public void fail(Throwable thrown) {
        begin(throwing(thrown));
    }

    /**
     * Has the calls answered by code, which runs where the call is served: in the probe's turn, or, for {@link
     * Probe#direct()}, on the caller's thread.
     *
     * @param answer given the call, returns the result or throws
     */
    public void answer(ActorFunction<? super Call, ? extends R> answer) {
        Objects.requireNonNull(answer, "answer");
        begin(answer::apply);
    }

    /**
     * Holds the calls until the test lets them go. They are recorded when they come, and wait then: an ask for its reply,
     * and all that is sent to the probe later for its turn. A caller that is cancelled meanwhile is not held any longer.
     *
     * @return lets them go
     */
    public Held<R> hold() {
        var held = new Held<>(this);
        begin(held::await);
        return held;
    }

    private void begin(Proxies.Handler answer) {
        standIn.add(new StandIn.Rule(call, anyArguments, answer));
    }

    Proxies.Handler returning(@Nullable R value) {
        var result = standIn.checked(call, value);
        return _ -> result;
    }

    Proxies.Handler throwing(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        standIn.checkThrown(call, thrown);
        return _ -> {
            throw thrown;
        };
    }

    /** {@return the probe and the call, for messages} */
    @Override
    public String toString() {
        return standIn + " on " + (anyArguments ? call.withAnyArguments() : call);
    }
}
