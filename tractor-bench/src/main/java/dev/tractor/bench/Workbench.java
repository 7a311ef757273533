package dev.tractor.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.util.SampleBuffer;

/**
 * Runs one {@link Program} in one JVM. JMH takes the time of a run; {@link Workload#operations()} says what it is to be
 * divided by. That a run has done the work is looked at each time.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Workbench {
    private static final String NONE = "none";

    /** Which of the {@link Catalogue}. */
    @Param(NONE)
    public String item = NONE;

    /** Whose program. */
    @Param(NONE)
    public String contender = NONE;

    /** Whether with the sizes of the short mode. */
    @Param("false")
    public boolean small;

    @SuppressWarnings("NullAway.Init") // by JMH, see open()
    private Driver driver;

    private Workbench() {}

    /**
     * Makes the program.
     *
     * @throws Exception when that is not possible
     */
    @Setup(Level.Trial)
    public void open() throws Exception {
        var found = Catalogue.item(item);
        driver = new Driver(Contender.valueOf(contender), small ? found.small() : found.workload());
    }

    /**
     * Ends the program.
     *
     * @throws Exception when that is not possible
     */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        driver.close();
    }

    final Driver driver() {
        return driver;
    }

    /** As many runs as there is time for, one after the other. */
    public static class Steady extends Workbench {
        /** Made by JMH. */
        public Steady() {}

        /**
         * One run.
         *
         * @return the checksum
         * @throws Exception when the program is broken
         */
        @Benchmark
        @BenchmarkMode(Mode.AverageTime)
        public long run() throws Exception {
            return driver().run();
        }
    }

    /** One run at a time, with something to be made ready before it and ended after it. */
    public static class Shot extends Workbench {
        /** Made by JMH. */
        public Shot() {}

        /**
         * Makes ready.
         *
         * @throws Exception when the program is broken
         */
        @Setup(Level.Iteration)
        public void before() throws Exception {
            driver().before();
        }

        /**
         * One run.
         *
         * @return the checksum
         * @throws Exception when the program is broken
         */
        @Benchmark
        @BenchmarkMode(Mode.SingleShotTime)
        public long run() throws Exception {
            return driver().run();
        }

        /**
         * Ends what is left.
         *
         * @throws Exception when the program is broken
         */
        @TearDown(Level.Iteration)
        public void after() throws Exception {
            driver().after();
        }
    }

    /** Runs of a program that takes the time of its operations itself. */
    public static class Latency extends Workbench {
        /** Made by JMH. */
        public Latency() {}

        /**
         * One run.
         *
         * @param times where the times of its operations go
         * @return the checksum
         * @throws Exception when the program is broken
         */
        @Benchmark
        @BenchmarkMode(Mode.AverageTime)
        public long run(Times times) throws Exception {
            long checksum = driver().run();
            times.add((Program.Timed) driver().program());
            return checksum;
        }
    }

    /** The times of the operations in an iteration, in nanoseconds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Times {
        private SampleBuffer samples = new SampleBuffer();

        /** Made by JMH. */
        public Times() {}

        /** Forgets the iteration before. */
        @Setup(Level.Iteration)
        public void reset() {
            samples = new SampleBuffer();
        }

        void add(Program.Timed program) {
            for (var laps : program.laps()) {
                for (int lap = 0; lap < laps.taken(); lap++) {
                    samples.add(laps.nanos(lap));
                }
            }
        }

        /** {@return the median} */
        public double p50() {
            return percentile(50);
        }

        /** {@return what one in a hundred exceeds} */
        public double p99() {
            return percentile(99);
        }

        private double percentile(double rank) {
            return samples.count() == 0 ? 0 : samples.getStatistics(1).getPercentile(rank);
        }
    }
}
