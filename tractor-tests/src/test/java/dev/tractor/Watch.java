package dev.tractor;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;

/** Waits for conditions and finds nodes of the tree; for tests. */
final class Watch {
    private Watch() {}

    /** Waits until {@code condition} holds, asking it on the calling thread. */
    static void until(Callable<Boolean> condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .until(condition);
    }

    /** The actor at {@code path}, as the tree shows it now. */
    static ActorTree actor(String path) {
        return search(Tractor.tree(), ActorTree.Kind.ACTOR, path);
    }

    /** The task called {@code name}, as the tree shows it now. */
    static ActorTree task(String name) {
        return search(Tractor.tree(), ActorTree.Kind.TASK, name);
    }

    /** Waits until the actor at {@code path} shows {@code detail}. */
    static void untilActor(String path, String detail) {
        until(() -> actor(path).detail().contains(detail));
    }

    /** Waits until the task called {@code name} shows {@code detail}. */
    static void untilTask(String name, String detail) {
        until(() -> task(name).detail().contains(detail));
    }

    private static ActorTree search(ActorTree node, ActorTree.Kind kind, String name) {
        var found = find(node, kind, name);
        if (found == null) {
            throw new NoSuchElementException("no " + kind + " " + name);
        }
        return found;
    }

    private static ActorTree find(ActorTree node, ActorTree.Kind kind, String name) {
        if (node.kind() == kind && (kind == ActorTree.Kind.ACTOR ? node.path() : node.name()).equals(name)) {
            return node;
        }
        for (var child : node.children()) {
            var found = find(child, kind, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
