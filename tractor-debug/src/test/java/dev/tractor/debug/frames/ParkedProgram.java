package dev.tractor.debug.frames;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import dev.tractor.debug.frames.OtherStack.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks at threads again and again while they are woken all the time, in all the ways there are, and prints what was wrong: a
 * value, a message that is missing. It ends only if nobody is left waiting.
 */
final class ParkedProgram {
    private static final int MESSAGES = 2_000;
    private static final int LOOKS = 4_000;
    private static final int ROUNDS = 500;

    private static final Map<View, Integer> VIEWS = new ConcurrentHashMap<>();
    private static final AtomicInteger LOOKED = new AtomicInteger();
    private static final AtomicInteger IN_HANDLERS = new AtomicInteger();

    private ParkedProgram() {}

    /** Asks the next one, so that its handler waits. */
    private static final class Link {
        private final Portal<Link> next;
        private long sum;
        Thread thread = Thread.currentThread();

        Link(Portal<Link> next) {
            this.next = next;
        }

        long pass(int number, String text) throws InterruptedException {
            long below = next == null ? number : next.ask(link -> link.pass(number, text));
            if (number % 16 == 0) {
                Thread.yield();
            }
            sum += number;
            return below + text.length();
        }
    }

    public static void main(String[] arguments) throws Exception {
        var wrong = new AtomicReference<>("");
        actors(wrong);
        monitors(wrong);
        boolean read = VIEWS.getOrDefault(View.READ, 0) > LOOKS / 4 && IN_HANDLERS.get() > 0;
        System.out.println("read " + read + wrong.get());
        VIEWS.keySet().removeAll(List.of(View.READ, View.RUNNING, View.PINNED, View.NONE));
        System.out.println("others " + VIEWS.keySet());
    }

    /** Tells and asks, through a chain of actors, looked at by two threads and by the JDK itself. */
    private static void actors(AtomicReference<String> wrong) throws Exception {
        try (var n = Nursery.open()) {
            var last = n.start("last", () -> new Link(null));
            var middle = n.start("middle", () -> new Link(last));
            var first = n.start("first", () -> new Link(middle));
            List<Thread> threads = new ArrayList<>();
            for (var link : List.of(first, middle, last)) {
                threads.add(link.ask(it -> it.thread));
            }
            var done = new AtomicBoolean();
            var jdk = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    threads.forEach(Thread::getStackTrace);
                }
            });
            Runnable look = () -> {
                while (!done.get()) {
                    threads.forEach(thread -> look(thread, wrong));
                }
            };
            var one = Thread.ofPlatform().start(look);
            var other = Thread.ofVirtual().start(look);
            long expected = 0;
            for (int i = 0; i < MESSAGES || looks() < LOOKS; i++) {
                int number = i;
                if (i % 3 == 0) {
                    first.tell(link -> link.pass(number, "ab"));
                } else if (first.ask(link -> link.pass(number, "ab")) != number + 6) {
                    wrong.set(wrong.get() + " answer " + i);
                }
                expected += i;
            }
            for (var link : List.of(first, middle, last)) {
                if (link.ask(it -> it.sum) != expected) {
                    wrong.set(wrong.get() + " messages lost");
                }
            }
            done.set(true);
            jdk.join();
            one.join();
            other.join();
        }
    }

    private static int looks() {
        return VIEWS.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Mostly without making variables of what is in the slots, which takes longer than to look. */
    private static void look(Thread thread, AtomicReference<String> wrong) {
        if (LOOKED.incrementAndGet() % 16 == 0) {
            var stack = CallStack.of(thread);
            VIEWS.merge(stack.view(), 1, Integer::sum);
            stack.places().forEach(place -> check(place, stack.view(), wrong));
        } else {
            var seen = ParkedFrames.look(thread);
            VIEWS.merge(seen.view(), 1, Integer::sum);
            seen.frames().forEach(walked -> check(walked, wrong));
        }
    }

    /** Whoever was in {@code pass} had these arguments. */
    private static void check(CallStack.Place place, View view, AtomicReference<String> wrong) {
        if (view == View.READ && place.user() && place.element().getMethodName().equals("pass")) {
            IN_HANDLERS.incrementAndGet();
            var frame = Objects.requireNonNull(place.frame());
            var text = Captured.variable(frame, "text");
            if (text.certainty() == Certainty.SURE && !"ab".equals(text.value())
                    || !(frame.self() == null || frame.self() instanceof Link)) {
                wrong.set(wrong.get() + " " + text);
            }
        }
    }

    private static void check(LiveFrames.Walked walked, AtomicReference<String> wrong) {
        if (walked.frame().getMethodName().equals("pass") && walked.frame().getDeclaringClass() == Link.class) {
            var slots = Objects.requireNonNull(walked.slots()).values();
            boolean self = slots[0] == null || slots[0] instanceof LiveFrames.Bits || slots[0] instanceof Link;
            boolean text = slots[2] == null || slots[2] instanceof LiveFrames.Bits || slots[2].equals("ab");
            if (!self || !text) {
                wrong.set(wrong.get() + " " + List.of(slots));
            }
        }
    }

    /** Threads that wait for monitors, for time, for notifications and interrupts. */
    private static void monitors(AtomicReference<String> wrong) throws Exception {
        var lock = new Object();
        int[] turns = {0, 0};
        var begun = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int me = 0; me < 2; me++) {
            int mine = me;
            threads.add(Thread.ofVirtual().start(() -> {
                begun.countDown();
                for (int i = 0; i < ROUNDS; i++) {
                    synchronized (lock) {
                        try {
                            // with a time that does not come, and without: both are lost if a notification is
                            while (turns[0] % 2 != mine) {
                                if (i % 2 == 0) {
                                    lock.wait();
                                } else {
                                    lock.wait(1_000_000);
                                }
                            }
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        turns[0]++;
                        lock.notifyAll();
                    }
                }
            }));
        }
        var permits = new Semaphore(0);
        threads.add(Thread.ofVirtual().start(() -> {
            begun.countDown();
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (permits) { // it takes its monitor along while it waits
                    permits.acquireUninterruptibly();
                }
            }
        }));
        var interrupted = Thread.ofVirtual().start(() -> {
            begun.countDown();
            for (int i = 0; i < ROUNDS / 10; i++) {
                try {
                    Tractor.sleep(java.time.Duration.ofMillis(i % 2 == 0 ? 1 : 1_000_000));
                } catch (InterruptedException e) {
                    turns[1]++;
                }
            }
        });
        threads.add(interrupted);
        begun.await();
        int released = 0;
        int rounds = 0;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            threads.forEach(thread -> look(thread, wrong));
            if (released < ROUNDS) {
                permits.release();
                released++;
            }
            if (++rounds % 7 == 0) {
                interrupted.interrupt();
            }
        }
        if (turns[0] != 2 * ROUNDS) {
            wrong.set(wrong.get() + " turns " + turns[0]);
        }
    }
}
