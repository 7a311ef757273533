package dev.tractor.bench;

import java.util.BitSet;

/**
 * The problems of the Savina suite, the best known one for actors, by the names they have there, in sizes for two cores: a
 * run takes some ten milliseconds. A run starts the actors, has them do the work, and is over when all of them have ended.
 * They are known problems and no copies: what each system has to do is written here, how it does it best is its own
 * business, and the numbers cannot be compared with those of other versions.
 *
 * <p>Where the suite draws random numbers, the choice here is a {@linkplain #random function} of who chooses and how often
 * he has, so that every system does the very same work in whatever order.
 */
public sealed interface Savina extends Workload {

    /** {@return what is done, with the sizes, in one sentence} */
    String about();

    /**
     * Chooses.
     *
     * @param seed who chooses, and for the how many-th time
     * @param bound above what may be chosen
     * @return a number from 0 on that looks random, and is the same for the same seed
     */
    static int random(int seed, int bound) {
        return (mixed(seed) >>> 1) % bound;
    }

    /**
     * Some nanoseconds of work.
     *
     * @param number what to work on
     * @return what comes of it
     */
    static int work(int number) {
        int rounds = 8;
        int result = number;
        for (int i = 0; i < rounds; i++) {
            result = mixed(result + i);
        }
        return result;
    }

    private static int mixed(int number) {
        int mixed = (number ^ (number >>> 16)) * 0x7feb352d;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846ca68b;
        return mixed ^ (mixed >>> 16);
    }

    /**
     * One sends a number, the other returns its successor.
     *
     * @param rounds how often
     */
    record PingPong(int rounds) implements Savina {
        @Override
        public String about() {
            return "Two send a message to and fro, " + rounds + " times.";
        }

        @Override
        public long operations() {
            return rounds;
        }

        @Override
        public long checksum() {
            return new Ask(1, rounds).checksum();
        }
    }

    /**
     * A token goes round in a ring, and adds up the places of those it visits, from place 0 on.
     *
     * @param actors in the ring
     * @param hops how many visits
     */
    record ThreadRing(int actors, int hops) implements Savina {
        @Override
        public String about() {
            return "A token goes " + hops + " steps round in a ring of " + actors + " actors.";
        }

        @Override
        public long operations() {
            return hops;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int hop = 0; hop < hops; hop++) {
                sum += hop % actors;
            }
            return sum;
        }
    }

    /**
     * One tells another to count, and asks in the end how far it has come.
     *
     * @param messages how many
     */
    record Count(int messages) implements Savina {
        @Override
        public String about() {
            return "One actor counts " + messages + " messages of another.";
        }

        @Override
        public long operations() {
            return messages;
        }

        @Override
        public long checksum() {
            return messages;
        }
    }

    /**
     * One starts actors that {@linkplain #work work} on one message each, its number, and end; what comes of it is sent to
     * one who adds up.
     *
     * @param actors how many
     */
    record ForkJoinCreate(int actors) implements Savina {
        @Override
        public String about() {
            return actors
                    + " actors are started, work on one message each, send what comes of it to one who adds up, and"
                    + " end.";
        }

        @Override
        public long operations() {
            return actors;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int i = 0; i < actors; i++) {
                sum += work(i);
            }
            return sum;
        }
    }

    /**
     * One sends messages to all actors in turn; each {@linkplain #work works} on the numbers 0, 1, 2 ... and adds up.
     *
     * @param actors how many
     * @param messages to each
     */
    record ForkJoinThroughput(int actors, int messages) implements Savina {
        @Override
        public String about() {
            return "One sends " + messages + " messages each to " + actors + " actors in turn, which work on them.";
        }

        @Override
        public long operations() {
            return (long) actors * messages;
        }

        @Override
        public long checksum() {
            return actors * new ForkJoinCreate(messages).checksum();
        }
    }

    /**
     * Every actor sends a ping to another, and the next one when it has the pong; it adds up who answered.
     *
     * @param actors how many
     * @param pings by each
     */
    record Big(int actors, int pings) implements Savina {
        /**
         * Chooses to whom a ping goes.
         *
         * @param actor whose
         * @param ping the how many-th
         * @return another actor
         */
        public int target(int actor, int ping) {
            return (actor + 1 + random(actor * pings + ping, actors - 1)) % actors;
        }

        @Override
        public String about() {
            return actors + " actors send " + pings + " pings each to others chosen at random, one after the other, and"
                    + " answer those of others.";
        }

        @Override
        public long operations() {
            return (long) actors * pings;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int actor = 0; actor < actors; actor++) {
                for (int ping = 0; ping < pings; ping++) {
                    sum += target(actor, ping);
                }
            }
            return sum;
        }
    }

    /**
     * Creatures of three colours meet in pairs at one place. Both of a pair take the {@linkplain #after colour} that neither
     * has, or keep the one they share. The place closes after so many meetings. The sum of all colours does not change,
     * modulo three.
     *
     * @param creatures how many; the first has colour 0, then 1, 2, 0 ...
     * @param meetings how many
     */
    record Chameneos(int creatures, int meetings) implements Savina {
        /** How many colours there are. */
        public static final int COLOURS = 3;

        /** {@return the colour of two after they have met} @param one of the first @param other of the second */
        public static int after(int one, int other) {
            return (2 * COLOURS - one - other) % COLOURS;
        }

        /** {@return what a run comes to} @param met how often the creatures have met @param colours their sum */
        public static long result(long met, long colours) {
            return met * COLOURS + colours % COLOURS;
        }

        @Override
        public String about() {
            return creatures + " creatures of " + COLOURS + " colours meet in pairs at one place, " + meetings
                    + " times.";
        }

        @Override
        public long operations() {
            return meetings;
        }

        @Override
        public long checksum() {
            long colours = 0;
            for (int creature = 0; creature < creatures; creature++) {
                colours += creature % COLOURS;
            }
            return result(2L * meetings, colours);
        }
    }

    /**
     * An actor that is to tell a Fibonacci number starts two for the two before, unless it is 0 or 1.
     *
     * @param number which
     */
    record Fibonacci(int number) implements Savina {
        @Override
        public String about() {
            return "The Fibonacci number " + number + ", with an actor for each step of the recursion, " + operations()
                    + " in all.";
        }

        @Override
        public long operations() {
            return 2 * of(number + 1) - 1;
        }

        @Override
        public long checksum() {
            return of(number);
        }

        private static long of(int number) {
            long one = 0;
            long next = 1;
            for (int i = 0; i < number; i++) {
                long sum = one + next;
                one = next;
                next = sum;
            }
            return one;
        }
    }

    /**
     * Workers read and write a dictionary that an actor holds. Each waits for the answer: the value there was, of which it
     * adds up the rest modulo {@link #KEYS}, which is always the key.
     *
     * @param workers how many
     * @param each operations by each
     * @param writes how many in a hundred
     */
    record Dictionary(int workers, int each, int writes) implements Savina {
        /** The keys are below it; in the beginning each is its own value. */
        public static final int KEYS = 512;

        private static final int HUNDRED = 100;

        /** {@return whether it is a write} @param worker whose @param operation the how many-th */
        public boolean isWrite(int worker, int operation) {
            return random(worker * each + operation, HUNDRED) < writes;
        }

        /** {@return the key} @param worker whose @param operation the how many-th */
        public int key(int worker, int operation) {
            return random(-1 - worker * each - operation, KEYS);
        }

        /** {@return the value to write} @param worker whose @param operation the how many-th */
        public int value(int worker, int operation) {
            return key(worker, operation) + KEYS * (1 + worker);
        }

        @Override
        public String about() {
            return workers + " workers ask an actor that holds a dictionary, " + each + " times each; " + writes
                    + " % of it writes.";
        }

        @Override
        public long operations() {
            return (long) workers * each;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int worker = 0; worker < workers; worker++) {
                for (int operation = 0; operation < each; operation++) {
                    sum += key(worker, operation);
                }
            }
            return sum;
        }
    }

    /**
     * Producers put items into a buffer that an actor holds, and wait while it is full; consumers take from it, and wait
     * while it is empty. To make an item is {@linkplain #work work}, and so is to use it; the latter's results are added up.
     *
     * @param producers how many
     * @param consumers how many; each takes an equal share
     * @param each items of a producer
     * @param capacity of the buffer
     */
    record BoundedBuffer(int producers, int consumers, int each, int capacity) implements Savina {
        /** {@return how many a consumer takes} */
        public int share() {
            return producers * each / consumers;
        }

        /** {@return a new item} @param producer whose @param number the how many-th */
        public int item(int producer, int number) {
            return work(producer * each + number);
        }

        @Override
        public String about() {
            return producers + " producers put " + each + " items each into a buffer for " + capacity
                    + " that an actor holds, and " + consumers + " consumers take them.";
        }

        @Override
        public long operations() {
            return (long) producers * each;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int producer = 0; producer < producers; producer++) {
                for (int number = 0; number < each; number++) {
                    sum += work(item(producer, number));
                }
            }
            return sum;
        }
    }

    /**
     * Philosophers at a round table with a fork between any two. Who is hungry asks for both forks beside him, and waits for
     * an actor that gives them out; then he eats and gives them back. The actor counts a meal of philosopher i as i + 1.
     *
     * @param philosophers how many
     * @param meals of each
     */
    record Philosophers(int philosophers, int meals) implements Savina {
        @Override
        public String about() {
            return philosophers + " philosophers eat " + meals + " times each; an actor gives out the forks.";
        }

        @Override
        public long operations() {
            return (long) philosophers * meals;
        }

        @Override
        public long checksum() {
            return (long) philosophers * (philosophers + 1) / 2 * meals;
        }
    }

    /**
     * The sleeping barber. Customers come into a waiting room, an actor; who finds no free seat goes, and comes again at once.
     * The barber asks the room for the next customer, and waits while there is none. The cut is {@linkplain #work work} on
     * the number of the customer, who adds up what comes of it.
     *
     * @param customers how many
     * @param cuts of each
     * @param seats in the room
     */
    record Barber(int customers, int cuts, int seats) implements Savina {
        @Override
        public String about() {
            return "One barber, a waiting room with " + seats + " seats, and " + customers + " customers who want "
                    + cuts + " haircuts each.";
        }

        @Override
        public long operations() {
            return (long) customers * cuts;
        }

        @Override
        public long checksum() {
            return cuts * new ForkJoinCreate(customers).checksum();
        }
    }

    /**
     * Accounts are actors. A teller tells the one that pays to transfer an amount, and does not wait; that one tells the other,
     * always one with a higher number, and does nothing else before the other has confirmed. In the end the balances are
     * added up, each times the number of its account.
     *
     * @param accounts how many; all begin with nothing, and may be overdrawn
     * @param transfers how many
     */
    record Banking(int accounts, int transfers) implements Savina {
        private static final int MOST = 100;

        /** {@return who pays; never the last tenth of all} @param transfer the how many-th */
        public int from(int transfer) {
            return random(transfer, accounts - accounts / 10);
        }

        /** {@return who is paid} @param transfer the how many-th */
        public int to(int transfer) {
            int from = from(transfer);
            return from + 1 + random(-1 - transfer, accounts - from - 1);
        }

        /** {@return how much} @param transfer the how many-th */
        public int amount(int transfer) {
            return 1 + random(transfer + transfers, MOST);
        }

        @Override
        public String about() {
            return "A teller orders " + transfers + " transfers between " + accounts
                    + " accounts; who pays waits for who is paid.";
        }

        @Override
        public long operations() {
            return transfers;
        }

        @Override
        public long checksum() {
            long sum = 0;
            for (int transfer = 0; transfer < transfers; transfer++) {
                sum += (long) amount(transfer) * (to(transfer) - from(transfer));
            }
            return sum;
        }
    }

    /**
     * The sieve of Eratosthenes as a chain of actors, each of which holds some primes and passes on what none of them
     * divides; the last one keeps it, or starts the next when it holds enough. The first holds 2 and is sent the odd
     * numbers. In the end all primes are added up along the chain.
     *
     * @param below what the primes are below
     * @param each how many primes an actor holds
     */
    record Sieve(int below, int each) implements Savina {
        @Override
        public String about() {
            return "The primes below " + below + ", by a chain of actors that hold " + each + " of them each.";
        }

        @Override
        public long operations() {
            return below / 2 - 1;
        }

        @Override
        public long checksum() {
            var composite = new BitSet();
            long sum = 0;
            for (int number = 2; number < below; number++) {
                if (!composite.get(number)) {
                    sum += number;
                    for (int multiple = 2 * number; multiple < below; multiple += number) {
                        composite.set(multiple);
                    }
                }
            }
            return sum;
        }
    }
}
