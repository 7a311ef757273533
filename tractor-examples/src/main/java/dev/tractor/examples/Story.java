package dev.tractor.examples;

import dev.tractor.ActorTree;
import dev.tractor.Tractor;
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
        return nodes(Tractor.tree())
                .anyMatch(node -> node.path().equals(path) && node.state() == ActorTree.State.PAUSED);
    }

    private static boolean alive(String path) {
        return nodes(Tractor.tree()).anyMatch(node -> node.path().equals(path));
    }

    private static Stream<ActorTree> nodes(ActorTree tree) {
        return Stream.concat(Stream.of(tree), tree.children().stream().flatMap(Story::nodes));
    }

    /**
     * With {@code -Dtractor.console=stdin}: lets input through as the story gets to it. Where input ends early, the story
     * types on by itself, as a person would.
     */
    static void paceScriptedInput() {
        if ("stdin".equals(System.getProperty("tractor.console"))) {
            System.setIn(new Paced(
                    System.in,
                    List.of(
                            // bob has crashed, and waits behind alice's first session
                            new Scene(() -> paused("/bob"), "where\ncontinue\n"),
                            // alice has stopped again, and waits behind bob
                            new Scene(() -> paused("/alice"), "error\ncontinue\n"),
                            // bob's error has reached the root, and alice has the terminal
                            new Scene(() -> !alive("/bob"), "tree\ncontinue\n"))));
        }
    }

    /** When a session's commands may be read, and what they are when nobody gives any. */
    private record Scene(BooleanSupplier ready, String otherwise) {}

    /** Input held back until its scene; a {@code continue} ends a scene. */
    private static final class Paced extends InputStream {
        private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
        private final InputStream in;
        private final Iterator<Scene> scenes;
        private final StringBuilder line = new StringBuilder();
        private boolean sceneBegins = true;
        private boolean inputEnded;
        private String typed = "";

        Paced(InputStream in, List<Scene> scenes) {
            this.in = in;
            this.scenes = scenes.iterator();
        }

        @Override
        public int read() throws IOException {
            var scene = sceneBegins && scenes.hasNext() ? scenes.next() : null;
            sceneBegins = false;
            if (scene != null) {
                awaitScene(scene);
            }
            if (typed.isEmpty()) {
                int next = inputEnded ? -1 : in.read();
                if (next >= 0) {
                    return passed(next);
                }
                inputEnded = true;
                if (scene == null) {
                    return -1;
                }
                typed = scene.otherwise;
            }
            char next = typed.charAt(0);
            typed = typed.substring(1);
            return passed(next);
        }

        private static void awaitScene(Scene scene) {
            var end = System.nanoTime() + PATIENCE;
            while (!scene.ready.getAsBoolean() && System.nanoTime() < end) {
                LockSupport.parkNanos(5_000_000);
            }
        }

        private int passed(int next) {
            if (next == '\n') {
                sceneBegins = line.toString().strip().startsWith("c");
                line.setLength(0);
            } else {
                line.append((char) next);
            }
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int next = length == 0 ? 0 : read(); // a byte at a time: whoever buffers must not read ahead of the story
            if (next > 0 && length > 0) {
                bytes[from] = (byte) next;
                return 1;
            }
            return next;
        }
    }
}
