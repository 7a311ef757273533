package dev.tractor;

import dev.tractor.spi.RootOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the stress tests are made of: the real classes of core, but with nobody behind them. A strand has no thread until it
 * is begun, and no thread of an actor or a task is ever started, so all that happens is what the two sides of a test do.
 */
final class Parts {
    static final Root ROOT = new Root(RootOptions.standard().withName("stress"));

    /** Of senders that never wait. */
    static final Strand STRAND = strand();

    /** One that is gone, for those who must name it. */
    static final ActorCell<Object> ACTOR = actor(1);

    private Parts() {}

    /** The nursery of all actors and tasks. */
    private static final class Home {
        static final Nursery NURSERY = Owner.open();
    }

    /** Opens the nursery, and lives as long as the JVM, because it is never closed. */
    private static final class Owner implements Runnable {
        private final CompletableFuture<Nursery> opened = new CompletableFuture<>();

        static Nursery open() {
            var owner = new Owner();
            Thread.ofPlatform().daemon().name("owner").start(owner);
            return owner.opened.join();
        }

        @Override
        public void run() {
            opened.complete(Nursery.open());
            while (true) {
                LockSupport.park();
            }
        }
    }

    static Strand strand() {
        return Strand.foreign(ROOT);
    }

    static Mailbox<Object> mailbox(int capacity) {
        return new Mailbox<>(capacity, strand());
    }

    static ActorCell<Object> actor(int capacity) {
        return new ActorCell<>(Home.NURSERY, "actor", Object::new, Spawn.local().withMailbox(capacity));
    }

    static Task<Object> child() {
        return new Task<>(Home.NURSERY, null, 0, Object::new);
    }

    static Tell<Object> tell(Strand sender) {
        return new Tell<>(sender, _ -> {}, null);
    }

    /** A few messages, known by their numbers from 1 on. */
    static final class Letters {
        private final List<Message<Object>> all;

        Letters(Message<Object> only) {
            all = List.of(only);
        }

        Letters(Message<Object> first, Message<Object> second) {
            all = List.of(first, second);
        }

        /** Which one it is; 0 for none. */
        int number(@Nullable Message<Object> message) {
            return message == null ? 0 : all.indexOf(message) + 1;
        }

        /** The numbers of a chain as the digits of one, the first in front; 0 for none. */
        int numbers(@Nullable Message<Object> oldest) {
            int digits = 0;
            for (Entry<Object> e = oldest; e instanceof Message<Object> message; e = e.later) {
                digits = digits * 10 + number(message);
            }
            return digits;
        }

        /** The numbers of all that a mailbox still has to give. */
        int rest(Mailbox<Object> mailbox) {
            int digits = 0;
            for (var message = mailbox.take(); message != null; message = mailbox.take()) {
                digits = digits * 10 + number(message);
            }
            return digits;
        }
    }
}
