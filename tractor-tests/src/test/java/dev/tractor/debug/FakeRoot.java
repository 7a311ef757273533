package dev.tractor.debug;

import dev.tractor.ActorTree;
import dev.tractor.ActorTree.Kind;
import dev.tractor.ActorTree.State;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.TtyWaiter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A root with a tree and a terminal queue that a test sets. */
final class FakeRoot implements RootHandle {
    final List<TtyWaiter> queue = new CopyOnWriteArrayList<>();
    final List<Throwable> cancelled = new CopyOnWriteArrayList<>();
    volatile ActorTree tree = new ActorTree(
            Kind.ROOT,
            "root",
            "/",
            State.RUNNING,
            "",
            List.of(new ActorTree(
                    Kind.NURSERY,
                    "main",
                    "/",
                    State.RUNNING,
                    "",
                    List.of(actor("alice", State.PAUSED, "breakpoint"), actor("bob", State.WAITING, "in receive")))));

    static ActorTree actor(String name, State state, String detail) {
        return new ActorTree(Kind.ACTOR, name, "/" + name, state, detail, List.of());
    }

    @Override
    public ActorTree tree() {
        return tree;
    }

    @Override
    public List<TtyWaiter> terminalQueue() {
        return List.copyOf(queue);
    }

    @Override
    public boolean endStep() {
        return false;
    }

    @Override
    public void cancel(Throwable why) {
        cancelled.add(why);
    }

    @Override
    public boolean kill(String path, Throwable why) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Entry enter() {
        return () -> {};
    }

    @Override
    public List<String> timers() {
        return List.of();
    }

    @Override
    public List<String> registry() {
        return List.of();
    }

    @Override
    public void close() {}
}
