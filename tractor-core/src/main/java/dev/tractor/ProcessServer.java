package dev.tractor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a {@link ProcessLink}, in the child JVM: an actor like any other, under a root and in a nursery of its own,
 * whose messages come from the link. So the turn, the scope of each call and the dialogs are real here.
 *
 * <p>The reading thread puts messages into the mailbox and does nothing that may wait; the actor reads and runs them. When the
 * link is gone, so is the JVM that everything here was for: the reading thread halts this one at once, whatever it does.
 */
final class ProcessServer {
    private static final int HALTED = 1;
    private static final int SHOWN = 10;
    private static final int FRAMES = 20;

    private final FrameChannel channel;

    /** The way to the terminal. */
    final TtyAbove terminal;

    /** That of the user's classes. */
    private final ClassLoader loader = ClassLoader.getSystemClassLoader();

    private final SynchronousQueue<ProcessHome.Birth> born = new SynchronousQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);

    /** Written before {@link #started} is counted down. */
    private @Nullable ActorCell<Object> cell;

    /** What has come and was not answered, by id. */
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();

    private final Map<Long, Talk> dialogs = new ConcurrentHashMap<>();

    private record Call(Ask<Object, ?> ask, Served served) {}

    private record Talk(Exchange<?, ?, ?, ?> exchange, ProcessBridge bridge) {}

    ProcessServer(FrameChannel channel) {
        this.channel = channel;
        this.terminal = new TtyFrames(channel::send);
    }

    // The main thread.

    void hello(String token) {
        channel.send(new Frame(Frame.Kind.HELLO, 0, token.getBytes(Frame.TEXT)));
    }

    ProcessHome.Birth awaitBirth() throws InterruptedException {
        return born.take();
    }

    /** Runs the actor to its end, and tells of that. */
    void live(ProcessHome.Birth birth) throws InterruptedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        ActorCell<Object> actor;
        try (var n = Nursery.open(o -> o.name("child JVM")
                .grace(Duration.ofNanos(birth.closeNanos()))
                .debug(birth.debug())
                .onFailure((_, thrown) -> failure.set(thrown)))) {
            Portal<Object> portal = n.start(birth.name(), () -> make(birth));
            actor = portal.cell();
            cell = actor;
            started.countDown();
            n.join();
        }
        var failed = failure.get();
        var cancelled = actor.strand.base.cause;
        var how = failed != null
                ? Answer.failed(failed)
                : cancelled != null ? Answer.cancelled(cancelled) : Answer.ofValue(null, "the end");
        send(how.frame(Frame.Kind.ENDED, 0));
        channel.finish();
    }

    private Object make(ProcessHome.Birth birth) throws Exception {
        var read = new Packed(birth.factory(), loader).open("the factory of this actor");
        if (!(read instanceof ActorFactory<?> factory)) {
            throw new IllegalStateException("a factory has come as " + read);
        }
        Object state = factory.create();
        if (state != null) {
            var type = state.getClass().getName();
            send(new Answer(Answer.How.VALUE, type.getBytes(Frame.TEXT)).frame(Frame.Kind.MADE, 0));
        }
        return state;
    }

    // The reading thread.

    /** Reads until all is done; halts the JVM when the other side is gone. */
    void read() {
        try {
            if (channel.read(this::arrived)) {
                return;
            }
        } catch (IOException e) {
            Log.debug(() -> "the link to the parent JVM is broken: " + Names.text(e));
        } catch (RuntimeException | Error e) { // a defect of ours
            Log.warn("the link to the parent JVM is broken", e);
        }
        try {
            ProcessLaunch.killAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private void arrived(Frame frame) {
        if (frame.kind() == Frame.Kind.START) {
            hand(frame);
            return;
        }
        var actor = actor();
        if (TtyFrames.arrived(frame, actor.nursery.root.tty())) {
            return;
        }
        switch (frame.kind()) {
            case CALL -> {
                var served = served(frame);
                deliver(frame.id(), new ServedNow(served, sender(actor)), served, actor);
            }
            case CALL_LATER -> {
                var served = served(frame);
                deliver(frame.id(), new ServedLater(served, sender(actor)), served, actor);
            }
            case OPEN -> open(frame, actor);
            case CANCEL -> cancel(frame.id(), Answer.of(frame).cancellation(), actor);
            case END -> end(Answer.of(frame), frame.id(), actor);
            default -> {
                var dialog = dialogs.get(frame.id());
                if (dialog != null) {
                    dialog.bridge.arrived(frame);
                }
            }
        }
    }

    private void hand(Frame frame) {
        var read = new Packed(frame.body(), ProcessServer.class.getClassLoader()).open("what this JVM is to do");
        try {
            born.put((ProcessHome.Birth) Objects.requireNonNull(read));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private ActorCell<Object> actor() {
        try {
            started.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
        return Objects.requireNonNull(cell);
    }

    private static Strand sender(ActorCell<?> actor) {
        return Strand.foreign(actor.nursery.root);
    }

    private Served served(Frame frame) {
        return new Served(frame.id(), new Packed(frame.body(), loader), this::send);
    }

    private void deliver(long id, Ask<Object, ?> ask, Served served, ActorCell<Object> actor) {
        calls.put(id, new Call(ask, served));
        try {
            actor.mailbox.put(ask, actor);
        } catch (ActorGoneException e) {
            served.lost(e);
        }
    }

    private void cancel(long id, Cancellation why, ActorCell<Object> actor) {
        var call = calls.get(id);
        if (call != null && call.ask.giveUp(actor, why) && !call.ask.begun()) {
            call.served.withdrawn(why);
        }
        var dialog = dialogs.get(id);
        if (dialog != null) {
            dialog.exchange.cancel(why);
        }
    }

    /** Answers a call or dialog, or sends something else; on any thread. */
    private void send(Frame frame) {
        if (frame.kind() == Frame.Kind.ANSWER && Answer.of(frame).how() != Answer.How.RETURNED) {
            calls.remove(frame.id());
            dialogs.remove(frame.id());
        }
        channel.send(frame);
    }

    // Dialogs.

    private void open(Frame frame, ActorCell<Object> actor) {
        long id = frame.id();
        var core = ProcessServer.class.getClassLoader();
        var opening = (ProcessHome.Opening)
                Objects.requireNonNull(new Packed(frame.body(), core).open("what opens a context"));
        UnaryOperator<Object> packer = message ->
                new Packed(Packed.pack(message, "a message sent by a stream of actor " + actor.path), loader);
        var exchange =
                new Exchange<Object, Object, Object, Object>(actor, opening.opener(), packer, new FarOpener(id, actor));
        var bridge = new ProcessBridge(id, this::send, loader, exchange.toOpener, exchange.toDialog, _ -> {});
        dialogs.put(id, new Talk(exchange, bridge));
        bridge.begin();
        var endpoint = new Packed(opening.endpoint(), loader);
        var open = new Open<Object, Object, Object, Object, Object>(
                sender(actor), (state, dialog) -> endpoint(endpoint).talk(state, dialog), exchange);
        try {
            actor.mailbox.put(open, actor);
        } catch (ActorGoneException e) {
            send(Answer.gone(String.valueOf(e.getMessage())).frame(Frame.Kind.ANSWER, id));
        }
    }

    @SuppressWarnings("unchecked") // it was packed as one
    private static Endpoint<Object, Object, Object, Object, Object> endpoint(Packed packed) {
        return (Endpoint<Object, Object, Object, Object, Object>)
                Objects.requireNonNull(packed.open("what opens a context with this actor"));
    }

    /** The opener of a dialog, in the other JVM. */
    private final class FarOpener implements Exchange.Far {
        private final long id;
        private final ActorCell<?> actor;

        FarOpener(long id, ActorCell<?> actor) {
            this.id = id;
            this.actor = actor;
        }

        @Override
        public void started(@Nullable Object value) {
            var packed = Packed.pack(value, "the start value of a dialog of actor " + actor.path);
            send(new Frame(Frame.Kind.STARTED, id, packed));
        }

        @Override
        public void ended(Outcome<?> how) {
            var answer = switch (how) {
                case Outcome.Value<?> ended -> value(ended.value());
                case Outcome.Failure<?> failed -> Answer.failed(failed.failure());
                case Outcome.Cancelled<?> cancelled -> Answer.cancelled(why(cancelled.cancellation()));
            };
            send(answer.frame(Frame.Kind.ANSWER, id));
        }

        private Answer value(@Nullable Object result) {
            try {
                return Answer.ofValue(result, "the result of a dialog of actor " + actor.path);
            } catch (IllegalArgumentException e) {
                return Answer.failed(ActorFailedException.leaving(actor.path, e));
            }
        }

        private static Cancellation why(ActorCancelledException cancelled) {
            return cancelled.getCause() instanceof CancelledException cause
                    ? new Cancellation(cause.reason(), cause.by())
                    : new Cancellation(String.valueOf(cancelled.getMessage()), cancelled.canceller());
        }
    }

    // The end.

    private void end(Answer how, long graceNanos, ActorCell<Object> actor) {
        if (how.how() == Answer.How.CANCELLED) {
            actor.cancelForItself(how.cancellation());
        } else {
            actor.stop();
        }
        // no timer of the root's, which needs a carrier: they may all be busy with what ignores its cancellation
        Thread.ofPlatform().daemon().name("tractor-overdue").start(() -> {
            var root = actor.nursery.root;
            long due = root.deadlines.timeAfter(graceNanos / 4 * 3);
            for (long left = due - root.deadlines.treeTime(); left > 0; left = due - root.deadlines.treeTime()) {
                root.clock.park(actor, left);
            }
            report(actor);
        });
    }

    /** Tells what still runs, and where, before this JVM is killed. */
    private void report(ActorCell<?> actor) {
        var left = new ArrayList<Child>();
        collect(actor, left);
        if (!left.isEmpty()) {
            var text = new StringBuilder("; it still runs");
            left.stream().limit(SHOWN).forEach(child -> describe(child, text));
            send(new Frame(Frame.Kind.OVERDUE, 0, text.toString().getBytes(Frame.TEXT)));
        }
    }

    private static void collect(Child child, List<Child> left) {
        if (child.ended()) {
            return;
        }
        left.add(child);
        var own = child instanceof ActorCell<?> actor ? actor.ownNurseryOrNull() : null;
        if (own != null) {
            own.children().forEach(below -> collect(below, left));
        }
    }

    private static void describe(Child child, StringBuilder text) {
        var thread = child.strand.thread();
        text.append("\n  ").append(child);
        if (thread != null) {
            var stack = thread.getStackTrace();
            for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
                text.append("\n      at ").append(stack[i]);
            }
        }
    }
}
