package dev.tractor.pty;

import dev.tractor.Actor;
import dev.tractor.ActorTree;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Spawn;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * The scenarios of breakpoints and crashes as a program: plays those it is told to, in debug mode. Told one, it ends as that
 * does; of several it prints how each has ended.
 */
final class Scenes {

    /** A scenario. */
    private interface Scene {
        void play() throws Exception;
    }

    private static final Map<String, Scene> ALL = Map.ofEntries(
            Map.entry("D01", () -> block(n -> raise("boom"))),
            Map.entry("D02", () -> block(n -> Tractor.breakpoint())),
            Map.entry("D03", () -> block(n -> stopForEver())),
            Map.entry("D04", () -> block(n -> n.start("leaf", Object::new).tell(c -> raise("leaf")))),
            Map.entry("D05", () -> block(n -> n.start("stopper", Object::new).tell(c -> stopForEver()))),
            Map.entry("D06", Scenes::threeOfThem),
            Map.entry("D07", Scenes::race),
            Map.entry("D09", Scenes::twoBranches),
            Map.entry("D10", Scenes::rootFailsWhileAGrandchildHasTheTerminal),
            Map.entry("D12", Scenes::oneOfTwo),
            Map.entry("D19", () -> block(n -> Tractor.breakpoint())));

    private Scenes() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    public static void main(String[] names) throws Exception {
        if (names.length == 1) {
            scene(names[0]).play();
            return;
        }
        for (var name : names) {
            System.out.println("begins: " + name);
            try {
                scene(name).play();
                System.out.println("ends: " + name);
            } catch (Exception e) {
                System.out.println("ends: " + name + " with " + e);
            }
        }
    }

    private static Scene scene(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    private interface Body {
        void run(Nursery n) throws Exception;
    }

    private static void block(Body body) throws Exception {
        Nursery.run(o -> o.debug(true), n -> {
            body.run(n);
        });
    }

    private static void raise(String message) {
        throw new IllegalStateException(message);
    }

    private static void stopForEver() throws InterruptedException {
        while (true) {
            Tractor.breakpoint();
            Tractor.sleep(Duration.ofMillis(10));
        }
    }

    /** Throws when everybody is there who is to throw, whatever is cancelled meanwhile. */
    private static void raiseWith(CountDownLatch everybody, String message) throws Exception {
        everybody.countDown();
        CancelScope.shield(() -> everybody.await());
        raise(message);
    }

    /** Waits until a condition holds, whatever is cancelled meanwhile. */
    private static void until(Callable<Boolean> condition) throws Exception {
        CancelScope.shield(() -> {
            while (!condition.call()) {
                Tractor.sleep(Duration.ofMillis(1));
            }
        });
    }

    /** Is called in a session: the evaluator knows what stands in an entry, and not what that calls. */
    static void stopsHere() {
        Tractor.breakpoint();
    }

    private static boolean paused(String path) {
        return paused(Tractor.tree(), path);
    }

    private static boolean paused(ActorTree node, String path) {
        return node.path().equals(path) && node.state() == ActorTree.State.PAUSED
                || node.children().stream().anyMatch(child -> paused(child, path));
    }

    private static void threeOfThem() throws Exception {
        var ready = new CountDownLatch(2);
        block(n -> {
            n.start("stopper", Object::new).tell(c -> stopForEver());
            until(() -> paused("/stopper"));
            n.start("child", Object::new).tell(c -> raiseWith(ready, "child"));
            n.start("spawner", Object::new)
                    .tell(c -> Nursery.run(inner -> {
                        inner.start("grandchild", Object::new).tell(g -> raiseWith(ready, "grandchild"));
                    }));
        });
    }

    private static void race() throws Exception {
        block(n -> {
            n.start("stopper", Object::new).tell(c -> stopForEver());
            var failer = n.start("failer", Object::new);
            failer.run(c -> raise("failer"));
        });
    }

    private static void fallDown(String name, int depth, CountDownLatch everybody) throws Exception {
        if (depth == 0) {
            raiseWith(everybody, name);
        }
        Nursery.run(n -> {
            n.start(name + depth, Object::new).tell(c -> fallDown(name, depth - 1, everybody));
        });
    }

    private static void twoBranches() throws Exception {
        var everybody = new CountDownLatch(2);
        block(n -> {
            n.start("a3", Object::new).tell(c -> fallDown("a", 2, everybody));
            n.start("b4", Object::new).tell(c -> fallDown("b", 3, everybody));
        });
    }

    private static void rootFailsWhileAGrandchildHasTheTerminal() throws Exception {
        block(n -> {
            var child = n.start("child", Object::new);
            var grandchild = child.ask(c -> Actor.current().nursery().start("grandchild", Object::new));
            grandchild.tell(c -> {
                Tractor.breakpoint();
                System.out.println("the grandchild goes on");
            });
            until(() -> paused("/child/grandchild"));
            raise("root");
        });
    }

    private static void oneOfTwo() throws Exception {
        Nursery.run(n -> {
            var plain = n.start("plain", Object::new);
            n.start("watched", Object::new, Spawn.local().withDebug(true)).tell(c -> {
                until(() -> !plain.isAlive());
                raise("watched");
            });
            plain.tell(c -> raise("plain"));
        });
    }
}
