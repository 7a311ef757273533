package dev.tractor.bench.pekko;

import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Many actors: their start, and what they take. An actor starts them from inside, all in one turn. */
final class Crowds {
    private Crowds() {}

    record Begin(CountDownLatch done) {}

    private record Answer(CountDownLatch present) {}

    /** The behavior that all share; not counted for heap. */
    private static final Behavior<Answer> ANYBODY = Behaviors.receiveMessage(message -> {
        message.present.countDown();
        return Behaviors.same();
    });

    /** A program whose actors have a parent that is new for each run. */
    abstract static class Crowd implements Program {
        private final Inside inside = new Inside();
        private final int actors;

        @Nullable
        private ActorRef<Begin> parent;

        Crowd(int actors) {
            this.actors = actors;
        }

        abstract Behavior<Begin> parent();

        @Override
        public void before() throws InterruptedException {
            parent = inside.start(parent());
        }

        @Override
        public long run() throws InterruptedException {
            if (parent == null) {
                throw new IllegalStateException("call before() first");
            }
            var done = new CountDownLatch(actors);
            parent.tell(new Begin(done));
            done.await();
            return actors - done.getCount();
        }

        @Override
        public void after() throws InterruptedException {
            if (parent != null) {
                inside.stop(parent);
                parent = null;
            }
        }

        @Override
        public void close() throws InterruptedException {
            inside.close();
        }
    }

    static final class Starting extends Crowd {
        private final int actors;

        Starting(Workload.Start start) {
            super(start.actors());
            actors = start.actors();
        }

        @Override
        Behavior<Begin> parent() {
            return Behaviors.setup(context -> Behaviors.receiveMessage(begin -> {
                for (int i = 0; i < actors; i++) {
                    var _ = context.spawnAnonymous(Behaviors.<Answer>setup(child -> {
                        begin.done.countDown();
                        return ANYBODY;
                    }));
                }
                return Behaviors.same();
            }));
        }
    }

    static final class Idling extends Crowd {
        private final int actors;

        Idling(Workload.Idle idle) {
            super(idle.actors());
            actors = idle.actors();
        }

        @Override
        Behavior<Begin> parent() {
            return Behaviors.setup(context -> Behaviors.receiveMessage(begin -> {
                var children = new ArrayList<ActorRef<Answer>>(actors);
                for (int i = 0; i < actors; i++) {
                    children.add(context.spawn(ANYBODY, "actor-" + i));
                }
                for (var child : children) {
                    child.tell(new Answer(begin.done));
                }
                return Behaviors.same();
            }));
        }
    }
}
