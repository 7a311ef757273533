package dev.tractor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry of one root: the actors that can be found, in the order of their registration, and who watches them.
 *
 * <p><b>The problem.</b> Every actor of a root comes by here twice. At a lock they would queue up by the thousand whenever
 * the carrier of its holder loses its processor, and each would then have to be scheduled before the next gets on. Besides,
 * an actor may leave while other locks are held.
 *
 * <p><b>The idea.</b> Who comes or leaves waits for nobody: the change goes into a queue, and whoever gets the lock without
 * waiting carries out what is in there. Who looks has the queue carried out first.
 *
 * <p><b>An actor's states:</b> new, registered, retired. One that retires while it is new is never registered.
 *
 * <p><b>Invariants.</b> The order of the queue is the order of the changes. A change leaves the queue after it has been
 * carried out, so an empty queue says that all earlier changes can be seen. Whoever lets the lock go looks into the queue
 * afterwards, because others that found the lock taken rely on that.
 *
 * <p><b>Memory.</b> An actor's place is in fields of its own; the oldest of each name costs a node of the hash besides.
 */
final class RegistryTable {
    private final ConcurrentLinkedQueue<Runnable> changes = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** The oldest actor of each name. Written under the lock, read without, and never iterated over. */
    private final ConcurrentHashMap<String, ActorCell<?>> oldest = new ConcurrentHashMap<>();

    // Guarded by the lock.

    private @Nullable ActorCell<?> first;
    private @Nullable ActorCell<?> last;

    /** How many changes have been carried out. */
    private long number;

    /** The watches by what they are of, both in the order in which they began. */
    private final Map<String, Set<RegistryWatch>> watches = new LinkedHashMap<>();

    // Changes. Called by any thread; none waits.

    /** Lets an actor be found, unless it has retired. */
    void register(ActorCell<?> actor) {
        changes.add(() -> arrive(actor));
        settle();
    }

    /** Lets an actor be found no more. */
    void retire(ActorCell<?> actor) {
        if (!actor.retired) {
            changes.add(() -> leave(actor));
            actor.retired = true; // not earlier: what find no longer returns must not be listed after that
            settle();
        }
    }

    // Looking. Called by any thread.

    /** The oldest actor with this name; null when there is none. */
    @Nullable
    ActorCell<?> oldest(String name) {
        var settled = changes.isEmpty(); // asked first: a change that had left the queue then is in the hash by now
        var found = oldest.get(name);
        return (found == null ? settled : !found.retired) ? found : exclusively(() -> oldest.get(name));
    }

    /** All actors, in the order of their registration. */
    List<ActorCell<?>> actors() {
        return exclusively(() -> {
            var actors = new ArrayList<ActorCell<?>>();
            for (var actor = first; actor != null; actor = actor.registeredAfter) {
                actors.add(actor);
            }
            return actors;
        });
    }

    /** All watches that somebody may still use. */
    List<RegistryWatch> watches() {
        return exclusively(() -> watches.values().stream()
                .flatMap(Set::stream)
                .filter(watch -> !watch.over())
                .toList());
    }

    // Watching.

    /** Tells a watch of changes, beginning with the arrival of those who are there. */
    void open(RegistryWatch watch) {
        exclusively(() -> {
            watch.begin(watch.of.equals(RegistryWatch.EVERY_NAME) ? first : oldest.get(watch.of));
            return watches.computeIfAbsent(watch.of, _ -> new LinkedHashSet<>()).add(watch);
        });
    }

    /** Tells a watch nothing more. */
    void close(RegistryWatch watch) {
        exclusively(() -> {
            watch.end();
            var those = watches.get(watch.of);
            return those != null && those.remove(watch) && those.isEmpty() && watches.remove(watch.of, those);
        });
    }

    /** Looks at what the lock guards, when all earlier changes have been carried out. */
    <T extends @Nullable Object> T exclusively(Supplier<T> look) {
        lock.lock();
        try {
            carryOut();
            return look.get();
        } finally {
            lock.unlock();
            settle();
        }
    }

    /** Sees to it that the queue is carried out: here, or by whoever holds the lock. */
    private void settle() {
        while (!changes.isEmpty() && lock.tryLock()) {
            try {
                carryOut();
            } finally {
                lock.unlock();
            }
        }
    }

    // Under the lock.

    private void carryOut() {
        for (var change = changes.peek(); change != null; change = changes.peek()) {
            try {
                change.run();
            } finally {
                changes.remove();
            }
        }
    }

    private void arrive(ActorCell<?> actor) {
        if (actor.retired) {
            return;
        }
        actor.registered = ++number;
        actor.registeredBefore = last;
        if (last == null) {
            first = actor;
        } else {
            last.registeredAfter = actor;
        }
        last = actor;
        var head = oldest.putIfAbsent(actor.name, actor);
        if (head == null) {
            actor.namesakeBefore = actor;
        } else {
            var tail = Objects.requireNonNull(head.namesakeBefore);
            tail.namesakeAfter = actor;
            actor.namesakeBefore = tail;
            head.namesakeBefore = actor;
        }
        tellAll(actor, watch -> watch.arrived(actor));
    }

    private void leave(ActorCell<?> actor) {
        actor.retired = true; // whoever put this change into the queue may not have come to it yet
        var namesakeBefore = actor.namesakeBefore;
        if (namesakeBefore == null) {
            return; // it was not there
        }
        number++;
        tellAll(actor, watch -> watch.leaves(actor, number)); // while it still has its neighbours
        var before = actor.registeredBefore;
        var after = actor.registeredAfter;
        if (before == null) {
            first = after;
        } else {
            before.registeredAfter = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.registeredBefore = before;
        }
        leaveNamesakes(actor, namesakeBefore, actor.namesakeAfter);
        actor.registeredBefore = null; // a portal that somebody keeps must not keep the others
        actor.registeredAfter = null;
        actor.namesakeBefore = null;
        actor.namesakeAfter = null;
    }

    private void leaveNamesakes(ActorCell<?> actor, ActorCell<?> before, @Nullable ActorCell<?> after) {
        if (oldest.get(actor.name) != actor) {
            before.namesakeAfter = after;
            var next = after == null ? oldest.get(actor.name) : after;
            Objects.requireNonNull(next).namesakeBefore = before;
        } else if (after == null) {
            oldest.remove(actor.name);
        } else {
            after.namesakeBefore = before;
            oldest.put(actor.name, after);
        }
    }

    private void tellAll(ActorCell<?> actor, Consumer<RegistryWatch> change) {
        if (!watches.isEmpty()) {
            tell(RegistryWatch.EVERY_NAME, change);
            tell(actor.name, change);
        }
    }

    /** Tells those who watch this of a change, and forgets those who watch no more. */
    private void tell(String of, Consumer<RegistryWatch> change) {
        var those = watches.get(of);
        if (those == null) {
            return;
        }
        those.removeIf(RegistryWatch::over);
        those.forEach(change);
        if (those.isEmpty()) {
            watches.remove(of);
        }
    }
}
