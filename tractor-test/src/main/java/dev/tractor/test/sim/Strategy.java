package dev.tractor.test.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a schedule decides who runs next. One instance serves one run. */
interface Strategy {

    /**
     * Decides who runs next.
     *
     * @param running the thread that is at a point where it may be made to let others run; null when the one that ran last
     *     has stopped by itself
     * @param ready those that could run, in the order in which they became ready; not empty
     * @return the number of the chosen one, where {@code running}, if there is one, is 0 and the first of {@code ready}
     *     comes next. So 0 is what happens when nothing is special
     */
    int choose(@Nullable Fiber running, List<Fiber> ready);

    /** A thread has yielded by its own will, as one does that waits for another in a loop. */
    default void yielded(Fiber fiber) {}

    /** Nobody is made to stop, and first come is first served. */
    final class Fifo implements Strategy {
        @Override
        public int choose(@Nullable Fiber running, List<Fiber> ready) {
            return 0;
        }
    }

    /**
     * Every choice is open at every step. How often a running thread is made to stop differs between seeds, because some
     * bugs need many switches and others few.
     */
    final class RandomWalk implements Strategy {
        private static final double[] RESTLESSNESS = {1, 1 / 3.0, 1 / 10.0, 1 / 30.0};
        private final Dice dice;
        private final double restlessness;

        RandomWalk(long seed) {
            dice = new Dice(seed);
            restlessness = RESTLESSNESS[dice.below(RESTLESSNESS.length)];
        }

        @Override
        public int choose(@Nullable Fiber running, List<Fiber> ready) {
            if (running == null) {
                return ready.size() == 1 ? 0 : dice.below(ready.size());
            }
            return dice.happens(restlessness) ? dice.below(ready.size() + 1) : 0;
        }
    }

    /**
     * Probabilistic concurrency testing: each thread has a random priority and the highest runs, but for a few moments chosen
     * in advance in which the running one falls to the bottom. A bug that needs {@code depth} orderings is found with a
     * known probability, however long the run is.
     */
    final class Priorities implements Strategy {
        private final Dice dice;
        private final long[] changes;
        private long decision;
        private long lowest;

        Priorities(long seed, int depth, int length) {
            dice = new Dice(seed);
            changes = dice.longs(depth - 1, length);
        }

        @Override
        public int choose(@Nullable Fiber running, List<Fiber> ready) {
            int best = highest(running, ready);
            for (long change : changes) {
                if (change == decision) {
                    (running == null ? ready.get(best) : best == 0 ? running : ready.get(best - 1)).priority = --lowest;
                    best = highest(running, ready);
                }
            }
            decision++;
            return best;
        }

        private int highest(@Nullable Fiber running, List<Fiber> ready) {
            int shift = running == null ? 0 : 1;
            int best = 0;
            long highest = running == null ? priority(ready.getFirst()) : priority(running);
            for (int i = 0; i < ready.size(); i++) {
                long priority = priority(ready.get(i));
                if (priority > highest) {
                    highest = priority;
                    best = i + shift;
                }
            }
            return best;
        }

        private long priority(Fiber fiber) {
            if (!fiber.ranked) {
                fiber.ranked = true;
                fiber.priority = dice.next() >>> 1;
            }
            return fiber.priority;
        }

        @Override
        public void yielded(Fiber fiber) {
            fiber.priority = --lowest; // or the one it waits for would never run
        }
    }

    /** Does what is written down, and the ordinary where nothing is. */
    final class Written implements Strategy {
        private final List<Schedule.Switch> switches;
        private int next;
        private int decision;

        Written(List<Schedule.Switch> switches) {
            this.switches = switches;
        }

        @Override
        public int choose(@Nullable Fiber running, List<Fiber> ready) {
            int choice = 0;
            if (next < switches.size() && switches.get(next).decision() == decision) {
                int last = ready.size() - (running == null ? 1 : 0);
                choice = Math.min(
                        switches.get(next).choice(), last); // a shortened schedule may have fewer to choose from
                next++;
            }
            decision++;
            return choice;
        }
    }
}
