package dev.tractor.debug.eval.sample;

/** What others extend. */
abstract class Ground {
    private int depth = 2;

    String ground() {
        return "ground";
    }

    private int deep(int by) {
        return depth * by;
    }

    static Object cave() {
        return new Cave();
    }

    /** Nobody outside can name it. */
    private static final class Cave implements Comparable<Cave> {
        private int bats = 9;

        @Override
        public int compareTo(Cave other) {
            return bats - other.bats;
        }
    }
}
