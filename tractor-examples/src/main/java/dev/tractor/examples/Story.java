package dev.tractor.examples;

import dev.tractor.ActorTree;
import dev.tractor.Tractor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Keeps the demo's story in order when nobody reads along: commands that come from a pipe, or the end of input, are held
 * back until the other actors are where a person would have seen them before typing on.
 */
final class Story {
    private Story() {}

    /** Waits until {@code condition} holds. */
    static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Tractor.sleep(Duration.ofMillis(5));
        }
    }

    /** Whether an actor holds or waits for the terminal. */
    static boolean paused(String path) {
        return nodes(Tractor.tree()).anyMatch(node -> node.path().equals(path) && node.state() == ActorTree.State.PAUSED);
    }

    private static boolean alive(String path) {
        return nodes(Tractor.tree()).anyMatch(node -> node.path().equals(path));
    }

    private static Stream<ActorTree> nodes(ActorTree tree) {
        return Stream.concat(Stream.of(tree), tree.children().stream().flatMap(Story::nodes));
    }

    /** With {@code -Dtractor.console=stdin}: lets the first three lines of input through as the story gets to them. */
    static void paceScriptedInput() {
        if ("stdin".equals(System.getProperty("tractor.console"))) {
            System.setIn(new Paced(
                    System.in,
                    List.<BooleanSupplier>of(
                                    () -> paused("/bob"), // crashed, and queued behind alice's first session
                                    () -> paused("/alice"), // stopped again, and queued behind bob
                                    () -> !alive("/bob")) // his error has reached the root, and alice has the terminal
                            .iterator()));
        }
    }

    /** Input whose every line waits for a condition of its own, as long as there are conditions. */
    private static final class Paced extends FilterInputStream {
        private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
        private final Iterator<BooleanSupplier> conditions;
        private boolean lineStart = true;

        Paced(InputStream in, Iterator<BooleanSupplier> conditions) {
            super(in);
            this.conditions = conditions;
        }

        @Override
        public int read() throws IOException {
            if (lineStart && conditions.hasNext()) {
                var condition = conditions.next();
                var end = System.nanoTime() + PATIENCE;
                while (!condition.getAsBoolean() && System.nanoTime() < end) {
                    LockSupport.parkNanos(5_000_000);
                }
            }
            int next = super.read();
            lineStart = next == '\n' || next < 0;
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int next = read(); // a byte at a time: whoever buffers must not read ahead of the story
            if (next < 0) {
                return -1;
            }
            bytes[from] = (byte) next;
            return 1;
        }
    }
}
