package dev.tractor.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;

/**
 * The program of a JVM that finds out how much heap an operation takes that stays: it runs the program once, and prints how
 * many more bytes are used after it than before, each time after full collections.
 */
public final class HeapProbe {
    private static final int COLLECTIONS = 2;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private HeapProbe() {}

    /**
     * Prints the bytes of an operation.
     *
     * @param arguments the item, the contender, and whether the sizes of the short mode are meant
     * @throws Exception when the program is broken
     */
    public static void main(String[] arguments) throws Exception {
        var item = Catalogue.item(arguments[0]);
        var contender = Contender.valueOf(arguments[1]);
        boolean small = Boolean.parseBoolean(arguments[2]);
        System.out.println(bytes(contender, small ? item.small() : item.workload()));
        Runtime.getRuntime().halt(0); // to end a million actors takes as long as to start them, and nobody measures it
    }

    /** How much an operation takes. What takes it is still there afterwards. */
    private static double bytes(Contender contender, Workload workload) throws Exception {
        var driver = new Driver(contender, workload);
        driver.before();
        long before = used();
        long _ = driver.run();
        long after = used();
        Reference.reachabilityFence(driver);
        return (double) (after - before) / workload.operations();
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
