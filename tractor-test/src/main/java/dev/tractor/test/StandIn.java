package dev.tractor.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The object behind a probe: records every call of {@code T}'s methods and then answers it by the latest rule that fits, or
 * by a default. Thread-safe.
 *
 * @param <T> the interface it implements
 */
final class StandIn<T> {
    final Class<T> type;
    final String name;
    final T proxy;
    final CallLog log = new CallLog();

    /** The latest last. */
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    /**
     * How some calls are answered.
     *
     * @param call the call, as the test wrote it down
     * @param anyArguments whether the arguments do not matter
     * @param answer what is done then
     */
    record Rule(Call call, boolean anyArguments, Proxies.Handler answer) {

        private boolean fits(Call actual) {
            return anyArguments ? call.sameMethod(actual) : call.matches(actual);
        }
    }

    StandIn(Class<T> type, String name) {
        this.type = type;
        this.name = name;
        this.proxy = Proxies.make(type, toString(), this::called);
    }

    void add(Rule rule) {
        rules.add(rule);
    }

    private @Nullable Object called(Call call) throws Throwable {
        log.add(call);
        var answer = answerTo(call);
        try {
            return checked(call, answer.answer(call));
        } catch (InterruptedException e) {
            if (call.mayThrow(e)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            throw new IllegalStateException(this + " was interrupted while it answered " + call, e);
        } catch (Throwable t) {
            if (call.mayThrow(t)) {
                throw t;
            }
            throw new IllegalStateException(
                    this + " was to answer " + call + " with " + t.getClass().getName() + "; it declares "
                            + call.declared(),
                    t);
        }
    }

    private Proxies.Handler answerTo(Call call) {
        for (var rule : rules.reversed()) {
            if (rule.fits(call)) {
                return rule.answer();
            }
        }
        return Proxies::byDefault;
    }

    /** Refuses null where there can be none: the JDK would throw an exception without a message. */
    @Nullable
    Object checked(Call call, @Nullable Object result) {
        var returned = call.returnType();
        if (result == null && returned.isPrimitive() && returned != void.class) {
            throw new IllegalArgumentException(
                    this + " was to answer " + call + " with null; it returns " + returned.getName());
        }
        return result;
    }

    /** Refuses what the method cannot throw. */
    void checkThrown(Call call, Throwable thrown) {
        if (!call.mayThrow(thrown)) {
            throw new IllegalArgumentException(this + " cannot answer " + call + " with "
                    + thrown.getClass().getName() + "; it declares " + call.declared());
        }
    }

    @Override
    public String toString() {
        return "probe " + name;
    }
}
