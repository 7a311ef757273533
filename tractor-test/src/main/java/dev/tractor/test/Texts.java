package dev.tractor.test;

import java.time.Duration;

/** How things are written in reports. */
final class Texts {
    private Texts() {}

    /** A duration, such as {@code 1h 0.25s}. */
    static String of(Duration duration) {
        var text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append("h ");
        }
        if (duration.toMinutesPart() > 0) {
            text.append(duration.toMinutesPart()).append("m ");
        }
        var seconds = java.math.BigDecimal.valueOf(duration.toSecondsPart())
                .add(java.math.BigDecimal.valueOf(duration.toNanosPart(), 9))
                .stripTrailingZeros()
                .toPlainString();
        if (text.isEmpty() || !seconds.equals("0")) {
            text.append(seconds).append('s');
        }
        return text.toString().strip();
    }

    /** A word as a shell wants it. */
    static String shell(String word) {
        return word.matches("[\\w.,:#=/-]*") ? word : "'" + word + "'";
    }

    /** {@code 1 step}, {@code 2 steps}. */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
