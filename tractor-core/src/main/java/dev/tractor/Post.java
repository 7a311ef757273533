package dev.tractor;

import dev.tractor.spi.Link;
import dev.tractor.spi.Listener;
import org.jspecify.annotations.Nullable;

/** Sends messages: the direct way, or by the {@link Link} of the root when it has one. */
final class Post {
    private Post() {}

    /** Sends a message to an actor, on the sender's thread. */
    static <A> void send(Message<A> message, ActorCell<A> target) throws InterruptedException {
        var root = message.root();
        target.home.pack(message);
        root.happened(Listener.Event.SENT, message.sender, target);
        var link = root.link;
        if (link == null) {
            message.deliver(target);
        } else {
            link.send(new Letter<>(message, target));
            if (message instanceof Posted<A> posted) {
                posted.throwIfLost();
            }
        }
    }

    /** Sends an answer back by a link. An error that finds no taker, now or later, fails the actor. */
    static <R> void reply(
            Link link, ActorCell<?> actor, Ask<?, R> ask, @Nullable R value, @Nullable RuntimeException failed) {
        try {
            link.send(new Answer<>(actor, ask, value, failed));
        } catch (InterruptedException e) {
            throw new IllegalStateException("a reply never waits", e);
        }
    }

    /** A message to an actor. */
    private record Letter<A>(Message<A> message, ActorCell<A> target) implements Link.Parcel {

        @Override
        public Kind kind() {
            return switch (message) {
                case Ask<?, ?> _ -> Kind.ASK;
                case Tell<?> _ -> Kind.TELL;
                case Open<?, ?, ?, ?, ?> _ -> Kind.OPEN;
            };
        }

        @Override
        public String from() {
            return message.sender.actorPath();
        }

        @Override
        public String to() {
            return target.path;
        }

        @Override
        public Object payload() {
            return message.payload();
        }

        @Override
        public void replace(@Nullable Object payload) {
            if (payload != null) {
                message.replace(payload);
            }
        }

        @Override
        public void deliver() throws InterruptedException {
            message.deliver(target);
        }

        @Override
        public void arrive() {
            try {
                var _ = target.mailbox.put(message, target);
            } catch (ActorGoneException e) {
                message.drop(target);
            }
        }

        @Override
        public Link.Parcel repeated() {
            return new Letter<>(message.repeated(), target);
        }

        @Override
        public void fail(String why) {
            message.lost(new ActorGoneException("actor " + target.path + " cannot be reached: " + why, null));
        }
    }

    /** The answer to an ask. */
    private static final class Answer<R> implements Link.Parcel {
        private final ActorCell<?> actor;
        private final Ask<?, R> ask;
        private final @Nullable RuntimeException failed;
        private @Nullable R value;

        Answer(ActorCell<?> actor, Ask<?, R> ask, @Nullable R value, @Nullable RuntimeException failed) {
            this.actor = actor;
            this.ask = ask;
            this.value = value;
            this.failed = failed;
        }

        @Override
        public Kind kind() {
            return Kind.REPLY;
        }

        @Override
        public String from() {
            return actor.path;
        }

        @Override
        public String to() {
            return ask.sender.actorPath();
        }

        @Override
        public @Nullable Object payload() {
            return failed == null ? value : failed;
        }

        @Override
        @SuppressWarnings("unchecked") // a copy of what was there
        public void replace(@Nullable Object payload) {
            if (failed == null) {
                value = (R) payload;
            }
        }

        @Override
        public void deliver() {
            arrive();
        }

        @Override
        public void arrive() {
            ask.answer(actor, value, failed);
        }

        @Override
        public Link.Parcel repeated() {
            throw new IllegalStateException("a reply cannot be repeated; repeat the ask");
        }

        @Override
        public void fail(String why) {
            ask.lost(new ActorGoneException("the reply of " + actor.path + " was lost: " + why, null));
            ask.unheard(actor, failed); // the asker is told of the loss, and of nothing else
        }
    }
}
