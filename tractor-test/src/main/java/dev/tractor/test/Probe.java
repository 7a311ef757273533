package dev.tractor.test;

import dev.tractor.ActorAction;
import dev.tractor.ActorFailedException;
import dev.tractor.ActorFunction;
import dev.tractor.Block;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Stands in for an actor: a real one, in the test's nursery, that records every call and answers as it is told.
 *
 * <p>{@snippet :
 * @TractorTest
 * void anOrderIsShippedOnce(Nursery n, Probe<Shipping> shipping) throws InterruptedException {
 *     shipping.when(s -> s.price("apple")).reply(5);
 *     var desk = n.start("desk", () -> new OrderDesk(shipping.portal()));
 *     desk.tell(d -> d.order("apple"));
 *     shipping.expect(s -> s.price("apple"));
 *     shipping.expect(s -> s.ship("apple", 5));
 *     shipping.expectNothing();
 * }
 * }
 *
 * <p>Calls are written as code, which runs at once on an object that does nothing but note them: what is renamed in the
 * interface is renamed in the tests. Arguments are compared by {@code equals}, arrays by their elements. A method that
 * nobody has said anything about returns null, zero, false, or an empty {@code Optional} or collection; default methods are
 * no exception. {@code toString}, {@code equals} and {@code hashCode} work, and are not recorded. When the interface is
 * {@link AutoCloseable}, the end of the actor calls {@code close()}.
 *
 * <p><b>Order.</b> Calls are recorded in the order in which they are served. The test takes them one after another: each of
 * the {@code expect} methods begins with the first call that was not taken yet, and no call is taken twice.
 *
 * <p><b>Waiting and cancellation.</b> Each wait has a limit, 3 seconds unless {@link #within} says otherwise, by the clock of
 * the tree that the caller is in: under virtual time it costs nothing. A wait is a checkpoint of the caller.
 *
 * <p><b>Failure.</b> What does not come in time, or not as expected, is an {@link AssertionError} with the calls that came.
 *
 * <p><b>Memory visibility.</b> What a caller of the probe did before the call happens-before the return of the {@code expect}
 * that takes it.
 *
 * <p>May be used by any thread.
 *
 * @param <T> the interface with the methods that are called
 */
public final class Probe<T> {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration QUIET = Duration.ofMillis(100);

    private final StandIn<T> standIn;
    private final Portal<T> portal;
    private final Duration limit;

    private Probe(StandIn<T> standIn, Portal<T> portal, Duration limit) {
        this.standIn = standIn;
        this.portal = portal;
        this.limit = limit;
    }

    /** Starts one in a nursery. */
    static <T> Probe<T> start(Class<T> type, String name, Nursery n) {
        var standIn = new StandIn<>(type, name);
        return new Probe<>(standIn, n.start(name, () -> standIn.proxy), LIMIT);
    }

    // For the code under test.

    /** {@return the portal to the actor} */
    public Portal<T> portal() {
        return portal;
    }

    /**
     * {@return the probe as a plain object, for code that wants a callback rather than a portal} Any thread may call it. A
     * call is recorded and answered on the caller's thread, in no turn; else it is like one that came by the portal.
     */
    public T direct() {
        return standIn.proxy;
    }

    // Answers.

    /**
     * Begins to say how a call is answered.
     *
     * @param call the call, such as {@code s -> s.price("apple")}
     * @param <R> what it returns
     * @return says how
     */
    public <R> Reaction<R> when(ActorFunction<? super T, ? extends @Nullable R> call) {
        Objects.requireNonNull(call, "call");
        return new Reaction<>(standIn, written("when", call::apply), false);
    }

    /**
     * Begins to say how a call of a method without a result is answered.
     *
     * @param call the call, such as {@code s -> s.ship("apple", 5)}
     * @return says how
     */
    public Reaction<Void> whenRun(ActorAction<? super T> call) {
        return new Reaction<>(standIn, written("whenRun", call), false);
    }

    // Expectations.

    /**
     * Changes how long is waited.
     *
     * @param limit how long each wait lasts at most; zero or less does not wait
     * @return this probe with that limit
     */
    public Probe<T> within(Duration limit) {
        return new Probe<>(standIn, portal, Objects.requireNonNull(limit, "limit"));
    }

    /**
     * Takes the next call, and fails when it is another one.
     *
     * @param call the call that must come, such as {@code s -> s.ship("apple", 5)}
     * @return the call that came
     * @throws AssertionError when it is another one, or none came in time
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public Call expect(ActorAction<? super T> call) throws InterruptedException {
        var expected = written("expect", call);
        return expectNext(expected.toString(), expected::matches);
    }

    /**
     * Takes the next call, and fails when it is of another method.
     *
     * @param call a call of the method that must come, with any arguments: {@code s -> s.ship("", 0)}
     * @return the call that came; {@link Call#argument} has its arguments
     * @throws AssertionError when it is of another method, or none came in time
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public Call expectAny(ActorAction<? super T> call) throws InterruptedException {
        var expected = written("expectAny", call);
        return expectNext(expected.withAnyArguments(), expected::sameMethod);
    }

    private Call expectNext(String expected, Predicate<Call> fits) throws InterruptedException {
        var next = inTime(standIn.log::take);
        if (next == null) {
            throw failed("expected " + expected + ", but no call came" + inTime());
        }
        if (!fits.test(next.call())) {
            throw new AssertionFailedError(
                    text("expected " + expected + ", but call " + next.number() + " is " + next.call()),
                    expected,
                    next.call().toString());
        }
        return next.call();
    }

    /**
     * Takes calls until a certain one comes.
     *
     * @param call the call, such as {@code s -> s.ship("apple", 5)}
     * @return the call that came
     * @throws AssertionError when it did not come in time
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public Call fishFor(ActorAction<? super T> call) throws InterruptedException {
        var expected = written("fishFor", call);
        return fish(expected.toString(), expected::matches);
    }

    /**
     * Takes calls until one fits.
     *
     * @param fits whether it is the one; given each call once
     * @return the call that fits
     * @throws AssertionError when none came in time
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public Call fish(Predicate<? super Call> fits) throws InterruptedException {
        Objects.requireNonNull(fits, "fits");
        return fish("a call that fits", fits);
    }

    private Call fish(String expected, Predicate<? super Call> fits) throws InterruptedException {
        var found = inTime(() -> {
            var next = standIn.log.take();
            while (!fits.test(next.call())) {
                next = standIn.log.take();
            }
            return next.call();
        });
        if (found == null) {
            throw failed("fished for " + expected + ", but none came" + inTime());
        }
        return found;
    }

    /**
     * Waits until nothing is left to be done, and fails when there is a call that was not taken. In a simulation that is
     * exact: no other thread can run then, and no time has passed. With real threads nobody can know, and the wait takes 100
     * milliseconds.
     *
     * @throws AssertionError when a call has come
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void expectNothing() throws InterruptedException {
        var machine = Machine.current();
        if (machine == null) {
            expectNothing(QUIET);
            return;
        }
        Tractor.checkpoint();
        refuseNext();
        machine.settle();
        Tractor.checkpoint();
        refuseNext();
    }

    /**
     * Lets time pass, and fails as soon as there is a call that was not taken.
     *
     * @param time how long nothing may come, by the clock of the tree
     * @throws AssertionError when a call has come
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void expectNothing(Duration time) throws InterruptedException {
        var _ = within(time).inTime(() -> {
            standIn.log.await();
            return true;
        });
        refuseNext();
    }

    private void refuseNext() {
        var next = standIn.log.peek();
        if (next != null) {
            throw failed("expected no call, but call " + next.number() + " is " + next.call());
        }
    }

    /**
     * Waits until an actor has ended, in whatever way.
     *
     * @param actor the actor
     * @throws AssertionError when it has not ended in time
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void expectTerminated(Portal<?> actor) throws InterruptedException {
        Objects.requireNonNull(actor, "actor");
        var ended = inTime(() -> {
            try {
                actor.join();
            } catch (ActorFailedException e) {
                return true; // whoever owns it is told of that
            }
            return true;
        });
        if (ended == null) {
            throw failed("expected the end of " + actor.path() + ", but it still ran after " + text(limit));
        }
    }

    /** {@return all calls so far, taken or not} */
    public List<Call> calls() {
        return standIn.log.all();
    }

    // What they are made of.

    private Call written(String where, ActorAction<? super T> call) {
        Objects.requireNonNull(call, "call");
        return Proxies.written(standIn.type, where, call);
    }

    /** Waits for something; null when it took too long. */
    private <V> @Nullable V inTime(Block<V, InterruptedException> wait) throws InterruptedException {
        Tractor.checkpoint();
        try {
            return CancelScope.failAfter(limit, wait);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Tractor.checkpoint(); // throws the failure for whose sake the caller is cancelled, if that is it
            throw e;
        }
    }

    private String inTime() {
        return " within " + text(limit);
    }

    private AssertionError failed(String what) {
        return new AssertionFailedError(text(what));
    }

    private String text(String what) {
        return standIn + ": " + what + "\n" + standIn.log.show();
    }

    private static String text(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** {@return the name of the probe, for messages} */
    @Override
    public String toString() {
        return standIn.toString();
    }
}
