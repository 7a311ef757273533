package dev.tractor;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks over the live tree without stopping anyone. By a queue, because it may be thousands of levels deep. */
final class TreeWalk {
    private TreeWalk() {}

    /** Visits nurseries and all below them, the outer ones first. */
    static void eachNursery(Collection<Nursery> topLevel, Consumer<Nursery> visitor) {
        var queue = new ArrayDeque<>(topLevel);
        for (var nursery = queue.poll(); nursery != null; nursery = queue.poll()) {
            visitor.accept(nursery);
            for (var child : nursery.children()) {
                if (child instanceof ActorCell<?> actor) {
                    add(queue, actor.ownNurseryOrNull());
                }
                add(queue, inside(child.strand.base));
            }
            add(queue, inside(nursery.scope));
        }
    }

    private static void add(ArrayDeque<Nursery> queue, @Nullable Nursery nursery) {
        if (nursery != null) {
            queue.add(nursery);
        }
    }

    /** The outermost nursery that is open inside {@code scope} on its strand. */
    static @Nullable Nursery inside(CancelScope scope) {
        for (var s = scope.inner; s != null; s = s.inner) {
            var nursery = s.nursery;
            if (nursery != null) {
                return nursery;
            }
        }
        return null;
    }
}
