package dev.tractor.test;

import dev.tractor.ActorTree;
import dev.tractor.spi.Link;
import dev.tractor.spi.RootHandle;
import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a simulated test: a parameter of a {@link TractorTest}.
 *
 * <p>{@snippet :
 * @TractorTest
 * void anOrderIsPaidOnceThoughAReplyIsLost(Nursery n, Faults faults) throws Exception {
 *     var till = n.start("till", Till::new);
 *     faults.drop(replies().from("/till")).once();
 *     assertThrows(TimeoutException.class, () -> till.run(Duration.ofSeconds(1), t -> t.pay("order 7")));
 *     till.run(t -> t.pay("order 7"));
 *     int payments = till.ask(t -> t.payments());
 *     assertEquals(1, payments);
 * }
 * }
 *
 * <p>{@link Messages} says which messages a fault is for, and the {@link Rule} that comes back when it strikes: from now on
 * and each time, unless the rule is narrowed. All that is left to chance is decided by the seed of the run, so the run can be
 * replayed. A report of a failed run lists the faults that have struck.
 *
 * <p><b>Which rule.</b> A message meets the rules in the order in which they were made. The first that strikes decides, and
 * those behind it do not see the message, nor count it. So the special rule is written first and the general one last. A
 * broken link goes before every rule.
 *
 * <p><b>Order.</b> What no rule has struck keeps its order, as without faults: nothing overtakes a delayed message of the
 * same sender to the same receiver. Only what is reordered is overtaken, and the copy of a duplicated message may come late.
 *
 * <p><b>Room.</b> A message that does not get there at once no longer keeps its sender waiting for room in the mailbox; it
 * finds its place behind the others. When the actor ends before it comes, an ask fails as usual, and a tell is lost without
 * a word. So it is with what is under way when the test ends.
 *
 * <p><b>Threads.</b> Messages that a thread outside of the simulation sends meet no faults. None of the methods is a
 * checkpoint.
 */
public final class Faults {
    private static final int MOST_OVERTAKERS = 3;

    private final Machine machine;
    private final long seed;
    private final FaultLog log;
    private final Transit transit;

    // By the threads of the machine and its driver, one at a time.
    private final List<OnTheWay> onTheWay = new ArrayList<>();
    private final List<WhenServed> whenServed = new ArrayList<>();
    private final List<BrokenLink> broken = new ArrayList<>();
    private @Nullable RootHandle root;
    private int rules;
    private long sent;
    private boolean over;

    /** What happens to a message. */
    private interface Fault {
        void strike(Letter letter, Rule rule) throws InterruptedException;
    }

    private record OnTheWay(Messages messages, Predicate<Letter> possible, Rule rule, Fault fault) {
        boolean strikes(Letter letter) {
            return messages.match(letter.parcel) && possible.test(letter) && rule.strikes();
        }
    }

    private record WhenServed(PathPattern actor, Rule rule, Consumer<String> fault) {}

    private record BrokenLink(PathPattern a, PathPattern b) {
        boolean cuts(String from, String to) {
            return !from.equals(to) && (a.matches(from) && b.matches(to) || b.matches(from) && a.matches(to));
        }
    }

    Faults(Machine machine, long seed) {
        this.machine = machine;
        this.seed = seed;
        this.log = new FaultLog(machine);
        this.transit = new Transit(machine, this::arrive);
    }

    // Messages.

    /**
     * Loses messages. A tell looks sent. Who asks waits for ever, so a test of that needs a deadline; when the reply is lost
     * the actor has done its work all the same.
     *
     * @param messages which
     * @return when
     */
    public Rule drop(Messages messages) {
        return onTheWay(messages, _ -> true, (letter, _) -> log.add("dropped " + letter));
    }

    /**
     * Has messages take longer. The sender of a tell goes on at once. What the same sender sends to the same receiver
     * meanwhile arrives behind it; replies do not keep each other waiting.
     *
     * @param messages which
     * @param time how much longer, in virtual time
     * @return when
     */
    public Rule delay(Messages messages, Duration time) {
        long nanos = notNegative(time, "delay");
        return onTheWay(messages, _ -> true, (letter, _) -> {
            log.add("delayed " + letter + " by " + Texts.of(time));
            transit.delay(letter, nanos);
        });
    }

    /**
     * Has messages arrive twice, as a link does that sends again what it takes for lost. The copy comes right behind the
     * message, or a few later ones of the same sender go before it. The actor serves it like any other, and the answer to the
     * copy of an ask reaches nobody; an error that it answers is lost, too. What the code of the message has captured is the
     * same for both, unless the test says {@link TractorTest#copyMessages copyMessages}; then each has its own. Replies are
     * left alone: an asker takes one.
     *
     * @param messages which
     * @return when
     * @throws IllegalArgumentException when these are replies alone
     */
    public Rule duplicate(Messages messages) {
        if (messages.onlyReplies()) {
            throw new IllegalArgumentException("duplicate(" + messages
                    + ") would do nothing, because an asker takes one" + " reply; duplicate the asks");
        }
        return onTheWay(messages, Letter::repeatable, (letter, rule) -> {
            log.add("duplicated " + letter);
            var copy = letter.copy();
            transit.pass(letter);
            int overtakers = rule.below(MOST_OVERTAKERS + 1);
            if (overtakers == 0) {
                transit.delay(copy, 0);
            } else {
                transit.holdBack(copy, overtakers);
            }
        });
    }

    /**
     * Has messages overtaken by a few later ones of the same sender to the same receiver. When there are none, a message
     * arrives as soon as nothing else can run, before time goes on and before {@link Simulation#settle} returns. While one is
     * held back no other of that sender to that receiver is.
     *
     * @param messages which
     * @return when
     */
    public Rule reorder(Messages messages) {
        return onTheWay(messages, letter -> !transit.holdsBackBefore(letter), (letter, rule) -> {
            log.add("held back " + letter);
            transit.holdBack(letter, 1 + rule.below(MOST_OVERTAKERS));
        });
    }

    /**
     * Has messages fail: their sender gets an {@link dev.tractor.ActorGoneException}. When it is a reply, who asked gets it,
     * though the actor has done its work.
     *
     * @param messages which
     * @return when
     */
    public Rule refuse(Messages messages) {
        return onTheWay(messages, _ -> true, (letter, _) -> {
            log.add("refused " + letter);
            letter.parcel.fail("the test refuses " + messages);
        });
    }

    // Links.

    /**
     * Breaks the link between two actors, both ways. What one sends to the other fails with an {@link
     * dev.tractor.ActorGoneException}. An ask that was sent before is served, but its reply is lost, and who asked gets that
     * exception; so does the sender of an ask that is still under way. A tell under way is lost without a word. An actor and
     * its own tasks are never parted.
     *
     * @param a an actor, or with {@code /**} one and all below it; {@code "/**"} parts {@code b} from everybody
     * @param b the other
     */
    public void breakLink(String a, String b) {
        var link = new BrokenLink(new PathPattern(a), new PathPattern(b));
        log.add("broke the link between " + a + " and " + b);
        broken.add(link);
    }

    /**
     * Mends a link that was broken. What was lost meanwhile stays lost.
     *
     * @param a as it was broken, in either order
     * @param b the other
     * @throws IllegalArgumentException when it is not broken
     */
    public void mendLink(String a, String b) {
        var one = new BrokenLink(new PathPattern(a), new PathPattern(b));
        var other = new BrokenLink(one.b, one.a);
        if (!broken.remove(one) && !broken.remove(other)) {
            throw new IllegalArgumentException("the link between " + a + " and " + b + " is not broken; broken are "
                    + broken.stream().map(link -> link.a + " and " + link.b).toList());
        }
        log.add("mended the link between " + a + " and " + b);
    }

    // Actors.

    /**
     * Makes an actor a slow consumer: it has taken a message, and time passes before it serves it. Its senders notice what
     * they notice of any actor that has much to do. An actor that is cancelled meanwhile goes on at once.
     *
     * @param actor its path, or with {@code /**} that and all below it
     * @param time how much longer each message takes, in virtual time
     * @return when; a chance is a message
     */
    public Rule slow(String actor, Duration time) {
        long nanos = notNegative(time, "slow");
        return whenServed(actor, path -> {
            log.add("slowed " + path + " by " + Texts.of(time));
            pause(nanos);
        });
    }

    /**
     * Has an actor fail while it serves a message. The code for the message runs as in an actor that is cancelled: to its
     * first checkpoint, or to its end if there is none, and then its reply is still sent. After that the actor ends as by
     * {@link #kill(String)}.
     *
     * @param actor its path, or with {@code /**} that and all below it
     * @return when; a chance is a message
     */
    public Rule crash(String actor) {
        return whenServed(actor, path -> {
            log.add("crashed " + path);
            var _ = root().kill(path, new IllegalStateException("the test has crashed it"));
        });
    }

    /**
     * Has an actor fail now, as if its code had thrown an {@link IllegalStateException}. Its mailbox is dropped, those who
     * ask get an error, and its nursery fails. Does not wait for its end.
     *
     * @param actor its path; the oldest alive, when several have it
     * @throws IllegalArgumentException when there is none
     */
    public void kill(String actor) {
        kill(actor, new IllegalStateException("the test has killed it"));
    }

    /**
     * Has an actor fail now, as if its code had thrown {@code why}; see {@link #kill(String)}.
     *
     * @param actor its path; the oldest alive, when several have it
     * @param why the failure
     * @throws IllegalArgumentException when there is none
     */
    public void kill(String actor, Throwable why) {
        Objects.requireNonNull(why, "why");
        if (!root().kill(actor, why)) {
            throw new IllegalArgumentException("there is no actor " + actor + " to kill; alive are "
                    + actors(root().tree()).toList());
        }
        log.add("killed " + actor);
    }

    /**
     * Has an actor fail when some virtual time has passed, if it is alive then; see {@link #kill(String)}.
     *
     * @param time from now
     * @param actor its path; the oldest alive, when several have it
     */
    public void killAfter(Duration time, String actor) {
        var pattern = new PathPattern(actor);
        machine.at(notNegative(time, "killAfter"), () -> {
            if (!over) {
                var killer = machine.threads().newThread(() -> killIfAlive(pattern.text()));
                killer.setName("killer of " + actor);
                killer.start();
            }
        });
    }

    private void killIfAlive(String actor) {
        boolean killed = root().kill(actor, new IllegalStateException("the test has killed it"));
        log.add(killed ? "killed " + actor : "found no " + actor + " to kill");
    }

    // Time.

    /**
     * Has the clock skip ahead, as on a machine that stalls: the next timer goes off though there are threads that could run,
     * so a deadline may pass with all its work yet to do.
     *
     * @return when; a chance is a step, after which a timer is set
     */
    public Rule jumpClock() {
        var rule = rule();
        machine.afterEachStep(() -> {
            long nanos = machine.nanosToNextTimer();
            if (!over && nanos > 0 && rule.strikes()) {
                log.add("the clock jumped by " + Texts.of(Duration.ofNanos(nanos)));
                machine.jump();
            }
        });
        return rule;
    }

    // The kit's side.

    /** The link of the root these faults are for. */
    Link link() {
        return this::send;
    }

    void attach(RootHandle handle) {
        root = handle;
    }

    /** An actor has taken a message; on its own thread. */
    void received(Object actor) {
        if (whenServed.isEmpty() || over || !machine.runsCaller()) {
            return;
        }
        var path = actor.toString();
        for (var each : List.copyOf(whenServed)) {
            if (each.actor.matches(path) && each.rule.strikes()) {
                each.fault.accept(path);
            }
        }
    }

    /** Nothing goes wrong any more; what is under way is dropped. */
    void end() {
        if (!over) {
            over = true;
            transit.end().forEach(letter -> log.add("never delivered " + letter + ": the test has ended"));
        }
    }

    /** What has struck, in order, a line each. */
    List<String> applied() {
        return log.lines();
    }

    private void send(Link.Parcel parcel) throws InterruptedException {
        if (over || !machine.runsCaller()) {
            parcel.deliver();
            return;
        }
        sent++;
        var letter = new Letter(parcel, sent);
        if (lostOnBrokenLink(letter)) {
            return;
        }
        for (var each : onTheWay) {
            if (each.strikes(letter)) {
                each.fault.strike(letter, each.rule);
                return;
            }
        }
        transit.pass(letter);
    }

    /** Something that was under way is there. */
    private void arrive(Letter letter) {
        if (!lostOnBrokenLink(letter)) {
            letter.parcel.arrive();
        }
    }

    private boolean lostOnBrokenLink(Letter letter) {
        for (var link : broken) {
            if (link.cuts(letter.parcel.from(), letter.parcel.to())) {
                log.add("lost " + letter + " on a broken link");
                letter.parcel.fail("the test broke the link between " + link.a + " and " + link.b);
                return true;
            }
        }
        return false;
    }

    /** Lets time pass on the calling thread, which others may unpark for reasons of their own. */
    private void pause(long nanos) {
        long end = machine.nanoTime() + nanos;
        while (machine.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            machine.park("a slow consumer", end - machine.nanoTime());
        }
    }

    private Rule onTheWay(Messages messages, Predicate<Letter> possible, Fault fault) {
        Objects.requireNonNull(messages, "messages");
        var rule = rule();
        onTheWay.add(new OnTheWay(messages, possible, rule, fault));
        return rule;
    }

    private Rule whenServed(String actor, Consumer<String> fault) {
        var pattern = new PathPattern(actor);
        var rule = rule();
        whenServed.add(new WhenServed(pattern, rule, fault));
        return rule;
    }

    /** Each has its own dice, so that a new one does not change when the others strike. */
    private Rule rule() {
        rules++;
        return new Rule(new Dice(Dice.derive(seed, rules)));
    }

    private RootHandle root() {
        var attached = root;
        if (attached == null) {
            throw new IllegalStateException("the tree of this test has not begun yet");
        }
        return attached;
    }

    private static Stream<String> actors(ActorTree node) {
        var below = node.children().stream().flatMap(Faults::actors);
        return node.kind() == ActorTree.Kind.ACTOR ? Stream.concat(Stream.of(node.path()), below) : below;
    }

    private static long notNegative(Duration time, String method) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(method + ": time does not go back, not by " + Texts.of(time.negated()));
        }
        return time.toNanos();
    }
}
