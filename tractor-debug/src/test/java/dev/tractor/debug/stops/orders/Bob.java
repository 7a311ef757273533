package dev.tractor.debug.stops.orders;

import java.util.ArrayList;
import java.util.List;

/** Has code that tests set breakpoints in, by the numbers of its lines. */
final class Bob {
    private int total;

    Bob() {
        total = 1;
    }

    int work(int order) {
        total += order;

        // nothing here
        return total;
    }

    int work(String order) {
        return work(order.length());
    }

    void later() {
        Runnable r = () -> {
            total++;
        };
        r.run();
    }

    void cleansUp() {
        try {
            total++;
        } finally {
            total--;
        }
    }

    int severalLines() {
        return Math.max( // the comments keep the lines apart
                total + 1, //
                Math.min( //
                        total, //
                        2));
    }

    void loop() {
        for (int i = 0; i < 3; i++) {
            total += i;
        }
    }

    static final class Inner {
        int twice(int i) {
            return 2 * i;
        }

        Runnable nameless(List<Integer> numbers) {
            return new Runnable() {
                @Override
                public void run() {
                    numbers.add(1);
                }
            };
        }
    }

    interface Sized {
        int size();
    }

    static List<Object> all() {
        return new ArrayList<>(List.of(new Bob(), new Inner(), new Second()));
    }
}

/** In a file that is not named after it. */
final class Second {
    int second() {
        return 2;
    }
}
