package dev.tractor.bench;

/**
 * What a system is to do. The description is the specification: every program must do just this, and its {@linkplain
 * Program#run() run} must come to the same checksum, which is looked at after every run, in the tests and in the
 * measurements.
 */
public sealed interface Workload
        permits Workload.Tell,
                Workload.Pass,
                Workload.Ask,
                Workload.AskInTime,
                Workload.Start,
                Workload.StartAndAsk,
                Workload.Blocks,
                Workload.Idle,
                Workload.Contexts,
                Workload.Lives,
                Workload.Cancel,
                Workload.Stream,
                Workload.Skynet,
                Savina {

    /** The numbers that messages carry go round below this, so that boxes come from the cache of the JDK for everybody. */
    int NUMBERS = 64;

    /** {@return how many operations a run is} */
    long operations();

    /** {@return what a run must come to} */
    long checksum();

    /** The sum of what a sender sends: the numbers 0, 1, 2 ... and, when all are used, from 0 again. */
    private static long sum(long messages) {
        long rounds = messages / NUMBERS;
        long rest = messages % NUMBERS;
        return rounds * NUMBERS * (NUMBERS - 1) / 2 + rest * (rest - 1) / 2;
    }

    /**
     * Senders send one way to one receiver that adds up the numbers. The run ends when it has them all. The receiver stays
     * from run to run.
     *
     * @param senders how many send at the same time
     * @param messages of all of them together
     */
    record Tell(int senders, int messages) implements Workload {
        /** {@return how many each sends} */
        public int each() {
            return messages / senders;
        }

        @Override
        public long operations() {
            return messages;
        }

        @Override
        public long checksum() {
            return senders * sum(each());
        }
    }

    /**
     * The same over a bare channel or queue, without an actor behind it: who receives is the loop of a task.
     *
     * @param messages by one sender
     * @param capacity of the channel
     */
    record Pass(int messages, int capacity) implements Workload {
        @Override
        public long operations() {
            return messages;
        }

        @Override
        public long checksum() {
            return sum(messages);
        }
    }

    /**
     * Clients ask one server for the successor of a number, each waiting for a reply before it asks again.
     *
     * @param clients how many at the same time
     * @param asks of all of them together
     */
    record Ask(int clients, int asks) implements Workload {
        /** {@return how often each asks} */
        public int each() {
            return asks / clients;
        }

        @Override
        public long operations() {
            return asks;
        }

        @Override
        public long checksum() {
            return clients * (sum(each()) + each());
        }
    }

    /**
     * One client asks as in {@link Ask}, each time inside a block of its own with a deadline that does not pass.
     *
     * @param asks how many
     */
    record AskInTime(int asks) implements Workload {
        @Override
        public long operations() {
            return asks;
        }

        @Override
        public long checksum() {
            return new Ask(1, asks).checksum();
        }
    }

    /**
     * One task starts actors. The run ends when each has run code of its own. Their end is not measured.
     *
     * @param actors how many
     */
    record Start(int actors) implements Workload {
        @Override
        public long operations() {
            return actors;
        }

        @Override
        public long checksum() {
            return actors;
        }
    }

    /**
     * One task starts actors, and asks each for a reply before it starts the next. Their end is not measured.
     *
     * @param actors how many
     */
    record StartAndAsk(int actors) implements Workload {
        @Override
        public long operations() {
            return actors;
        }

        @Override
        public long checksum() {
            return sum(actors) + actors;
        }
    }

    /**
     * Opens a block, forks tasks in it that return a number each, joins, adds the results up, and closes; again and again.
     *
     * @param blocks how many, one after the other
     * @param forks in each
     * @param each what counts as an operation: a block, or a fork
     */
    record Blocks(int blocks, int forks, Each each) implements Workload {
        /** What counts. */
        public enum Each {
            /** Open, fork, join and close together. */
            BLOCK,
            /** The same, in a block that only the one who has opened it forks in, where a system has such. */
            OWN_BLOCK,
            /** One fork's share of it. */
            FORK
        }

        @Override
        public long operations() {
            return each == Each.FORK ? (long) blocks * forks : blocks;
        }

        @Override
        public long checksum() {
            return blocks * sum(forks);
        }
    }

    /**
     * One task starts actors, each with a name of its own where the system has names; then asks each of them once. They stay
     * until the run is over; what they take is measured then.
     *
     * @param actors how many
     */
    record Idle(int actors) implements Workload {
        @Override
        public long operations() {
            return actors;
        }

        @Override
        public long checksum() {
            return actors;
        }
    }

    /**
     * Contexts with one actor, all open at once: each has started, and its stream has carried a message each way.
     *
     * @param openers tasks that open them
     * @param each how many each opens
     */
    record Contexts(int openers, int each) implements Workload {
        @Override
        public long operations() {
            return (long) openers * each;
        }

        @Override
        public long checksum() {
            return operations();
        }
    }

    /**
     * Actors are started, each answers once, and all are ended: a life from its begin to its end.
     *
     * @param actors at the same time
     * @param times one crowd after the other
     */
    record Lives(int actors, int times) implements Workload {
        @Override
        public long operations() {
            return (long) actors * times;
        }

        @Override
        public long checksum() {
            return operations();
        }
    }

    /**
     * Cancels actors that wait, by cancelling what they are in. The run ends when the last is gone; their start is not
     * measured.
     *
     * @param actors how many
     * @param waiting for what
     */
    record Cancel(int actors, For waiting) implements Workload {
        /** What an actor waits for. */
        public enum For {
            /** Its next message. */
            MESSAGE,
            /** In the middle of a turn: the next message of a stream. */
            STREAM
        }

        @Override
        public long operations() {
            return actors;
        }

        @Override
        public long checksum() {
            return actors;
        }
    }

    /**
     * One task sends numbers through a stream to another, which adds them up.
     *
     * @param messages how many
     * @param capacity of the stream's buffer
     */
    record Stream(int messages, int capacity) implements Workload {
        @Override
        public long operations() {
            return messages;
        }

        @Override
        public long checksum() {
            return sum(messages);
        }
    }

    /**
     * A tree of tasks: each but the leaves forks its children in a block of its own and adds up what they return. A leaf
     * returns its number.
     *
     * @param levels below the root; 6 gives a million leaves
     */
    record Skynet(int levels) implements Workload {
        /** How many children each has. */
        public static final int CHILDREN = 10;

        /** {@return how many leaves there are} */
        public long leaves() {
            long leaves = 1;
            for (int level = 0; level < levels; level++) {
                leaves *= CHILDREN;
            }
            return leaves;
        }

        @Override
        public long operations() {
            return leaves();
        }

        @Override
        public long checksum() {
            return leaves() * (leaves() - 1) / 2;
        }
    }
}
