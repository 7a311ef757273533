package dev.tractor.test;

import dev.tractor.test.sim.Schedule;
import java.util.Locale;

/**
 * All that a simulated run depends on, in one line: a schedule and, in a sweep, where the test strikes, such as {@code
 * random:5eed} or {@code fifo:0+cancel@17}.
 *
 * @param schedule who runs when
 * @param strike what is done at a checkpoint
 * @param checkpoint the number of that checkpoint, from 1
 */
record Replay(Schedule schedule, Strike strike, int checkpoint) {

    /** What a sweep does at a checkpoint. */
    enum Strike {
        NONE,
        /** Cancels the test method. */
        CANCEL,
        /** Interrupts the thread, as foreign code might. */
        INTERRUPT
    }

    static Replay of(Schedule schedule) {
        return new Replay(schedule, Strike.NONE, 0);
    }

    Replay with(Schedule other) {
        return new Replay(other, strike, checkpoint);
    }

    Replay striking(Strike strike, int checkpoint) {
        return new Replay(schedule, strike, checkpoint);
    }

    static Replay parse(String text) {
        var parts = text.strip().split("\\+", 2);
        var plain = of(Schedule.parse(parts[0]));
        if (parts.length == 1) {
            return plain;
        }
        var strike = parts[1].split("@", 2);
        try {
            return plain.striking(Strike.valueOf(strike[0].toUpperCase(Locale.ROOT)), Integer.parseInt(strike[1]));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("\"" + parts[1] + "\" is no strike such as cancel@17", e);
        }
    }

    @Override
    public String toString() {
        return strike == Strike.NONE
                ? schedule.toString()
                : schedule + "+" + strike.name().toLowerCase(Locale.ROOT) + "@" + checkpoint;
    }
}
