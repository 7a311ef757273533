package dev.tractor.debug.frames;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at frames of all kinds of code again and again while the JIT interprets, compiles and deoptimises it, and prints what
 * was called sure and is not so. Each look is given what the variables hold, in an array that does not keep them alive.
 */
final class MixedProgram {
    private static final int ROUNDS = 40_000;
    private static final int EVERY = 809;

    private static final BlockingQueue<Object[]> QUESTION = new LinkedBlockingQueue<>();
    private static final Semaphore ANSWERED = new Semaphore(0);

    private static boolean parked;
    private static int looks;
    private static int sure;
    private static int marked;
    private static long sink;

    private MixedProgram() {}

    private record Point(int x, long y) {}

    /** With the argument {@code parked} on a virtual thread that waits meanwhile, and this one looks. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments[0].equals("parked")) {
            parked = true;
            var worker = Thread.ofVirtual().start(MixedProgram::work);
            while (worker.isAlive()) {
                var asked = QUESTION.poll(1, TimeUnit.SECONDS);
                if (asked != null) {
                    compare(Captured.parked(worker, "look"), asked);
                    ANSWERED.release();
                }
            }
        } else {
            work();
        }
        System.out.println("sure " + (sure > 0) + " marked " + (marked > 0) + " " + (sink != 1));
    }

    private static void work() {
        for (int i = 0; i < ROUNDS; i++) {
            sink += branches(i) + handlers(i) + loops(i % 7) + objects(i) + new Instance(i).method(i);
            sink += choice(i % 5, i);
        }
    }

    private static long branches(int i) {
        int a = i & 1;
        long b = i * 3L;
        String c = a == 0 ? null : "c" + i;
        if (a == 0) {
            double d = b / 2.0;
            look("a", a, "b", b, "c", c, "d", d);
            return (long) d;
        }
        look("a", a, "b", b, "c", c);
        float e = i;
        look("a", a, "b", b, "c", c, "e", e);
        return b + (c == null ? 0 : c.length());
    }

    private static long handlers(int i) {
        int step = 0;
        Object kept = i % 3 == 0 ? null : "kept";
        try {
            step = 1;
            look("step", step, "kept", kept);
            if (i % 4 == 0) {
                throw new IllegalStateException();
            }
            step = 2;
            look("step", step, "kept", kept);
        } catch (IllegalStateException e) {
            look("step", step, "kept", kept, "e", e);
            step += 10;
        } finally {
            look("step", step, "kept", kept);
            sink += step;
        }
        return kept == null ? step : -step;
    }

    private static long loops(int n) {
        long sum = 0;
        boolean odd = false;
        for (int i = 0; i < n; i++) {
            char letter = (char) ('a' + i);
            look("n", n, "sum", sum, "odd", odd, "i", i, "letter", letter);
            sum += letter;
            odd = !odd;
            while (sum % 3 != 0) {
                short less = (short) (sum % 100);
                look("sum", sum, "i", i, "less", less);
                sum++;
            }
        }
        look("n", n, "sum", sum, "odd", odd);
        return odd ? sum : -sum;
    }

    private static long objects(int i) {
        var point = new Point(i, i + 1L);
        int[] numbers = {i, i + 1};
        List<Object> list = i % 2 == 0 ? new ArrayList<>() : null;
        look("i", i, "point", point, "numbers", numbers, "list", list);
        long y = point.y() + numbers[1];
        look("point", point, "numbers", numbers, "list", list, "y", y);
        return list == null ? y : y + list.size();
    }

    private static final class Instance {
        private final int field;

        Instance(int i) {
            byte low = (byte) i;
            look("i", i, "low", low);
            field = low;
        }

        long method(int i) {
            long twice = 2L * i;
            Runnable body = () -> look("twice", twice);
            body.run();
            look("i", i, "twice", twice, "body", body);
            return field + twice;
        }
    }

    private static long choice(int which, int i) {
        long value;
        switch (which) {
            case 0 -> {
                int only = i + 1;
                look("which", which, "only", only);
                value = only;
            }
            case 1, 2 -> value = 7L * i;
            case 99 -> value = 0;
            default -> {
                look("which", which, "i", i);
                value = -1;
            }
        }
        look("which", which, "i", i, "value", value);
        return value;
    }

    /** The caller's variables by name, and what they hold. */
    private static void look(Object... expected) {
        if (looks++ % EVERY != 0) {
            return;
        }
        if (parked) {
            QUESTION.add(expected);
            ANSWERED.acquireUninterruptibly();
        } else {
            compare(Captured.places().get(1), expected);
        }
    }

    private static void compare(CallStack.Place place, Object... expected) {
        var frame = Objects.requireNonNull(place.frame());
        for (int i = 0; i < expected.length; i += 2) {
            var variable = Captured.variable(frame, (String) expected[i]);
            if (variable.certainty() == Certainty.SURE) {
                sure++;
                boolean same = variable.value() == expected[i + 1]
                        || (variable.type().length() == 1 && Objects.equals(variable.value(), expected[i + 1]));
                if (!same) {
                    System.out.println("wrong " + frame.element() + " " + variable + " is " + expected[i + 1]);
                }
            } else {
                marked++;
            }
        }
        if (!frame.isStatic() && frame.self() != null && !(frame.self() instanceof Instance)) {
            System.out.println("wrong this " + frame.element());
        }
    }
}
