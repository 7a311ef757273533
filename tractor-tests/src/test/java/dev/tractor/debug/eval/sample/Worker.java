package dev.tractor.debug.eval.sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A generic class with everything private. */
class Worker<T extends Comparable<T>> extends Ground implements Cloneable {
    private static int made = 4;
    private final Map<String, List<T>> jobs = new HashMap<>();
    private int count = 10;
    private T best;

    Worker(T best) {
        this.best = best;
        jobs.put("all", new ArrayList<>(List.of(best)));
    }

    private T best() {
        return best;
    }

    private int twice(int x) {
        return 2 * x;
    }

    private static String join(String a, String b) {
        return a + "+" + b;
    }

    @Override
    String ground() {
        return "worker";
    }

    int count() {
        return count;
    }

    Object self() {
        return this;
    }

    /** Not static, so that it has a way out. */
    class Desk {
        private int drawer = 5;
        private int count = 77;

        int look() {
            return drawer + Worker.this.count;
        }
    }

    private record Slip(String text, int number) {}

    private enum Mood {
        GOOD,
        BAD {
            @Override
            int grade() {
                return -1;
            }
        };

        private final int base = 3;

        int grade() {
            return base;
        }

        static Object good() {
            return GOOD;
        }
    }

    static Object slip() {
        return new Slip("s", 1);
    }

    static Object mood() {
        return Mood.good();
    }

    Supplier<Object> supplier(String word) {
        return new Supplier<>() {
            private int calls = 20;

            @Override
            public Object get() {
                calls++;
                return word + count;
            }
        };
    }

    Runnable without(String word) {
        return new Runnable() {
            @Override
            public void run() {}

            @Override
            public String toString() {
                return word;
            }
        };
    }

    @Override
    public String toString() {
        return "Worker";
    }
}
