package dev.tractor.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Walks the whole state space of the tty queue. In every state every requester tries every operation, legal or not, and
 * each law is checked against the history alone: sessions are intervals between the step that asked and the step that
 * ended, and who should hold the terminal, and which latch should be where, is read off those intervals.
 */
class TtyQueueTest {

    /** Requester 0 is the root, the others are children; the queue must not tell them apart. */
    private static final int ROOT = 0;

    private static final int NONE = -1;

    // The expected numbers of states are counted by hand, not measured. Whoever wants the terminal stands in some order
    // and is in the first or the second session; everybody else has had none, one or two. So k of n in line make
    // n!/(n-k)! orders, times 2 to the k, times 3 to the n-k states; and n!/(n-k)! lines as seen from outside.

    @ParameterizedTest
    @EnumSource
    void holdsInEveryReachableStateOfFourRequesters(Law law) {
        Walk walk = new Walk(4, List.of(law)).throughEveryState(2);

        assertEquals(1_689, walk.states);
        assertEquals(65, walk.lines.size());
        assertTrue(walk.transitions >= 19_000, () -> "transitions: " + walk.transitions);
    }

    @Test
    @Tag("slow")
    void everyLawHoldsInEveryReachableStateOfFiveRequesters() {
        Walk walk = new Walk(5, List.of(Law.values())).throughEveryState(2);

        assertEquals(17_133, walk.states);
        assertEquals(326, walk.lines.size());
        assertTrue(walk.transitions >= 240_000, () -> "transitions: " + walk.transitions);
    }

    /** Merges no states, so a queue that remembers something it does not show is found out too. */
    @ParameterizedTest
    @CsvSource({"2, 6, 55986", "3, 5, 66429"})
    @Tag("slow")
    void everyLawHoldsAfterEveryHistory(int requesters, int length, int histories) {
        Walk walk = new Walk(requesters, List.of(Law.values())).throughEveryHistory(length);

        assertEquals(histories, walk.transitions);
    }

    @Test
    void aSupplierThatFailsLeavesTheTerminalIdle() {
        TtyQueue<String, TtyQueue.Latch> queue = new TtyQueue<>(() -> {
            throw new UnsupportedOperationException("no latch today");
        });

        assertThrows(UnsupportedOperationException.class, () -> queue.request("root"));

        assertTrue(queue.idle());
        assertNull(queue.latch());
        assertEquals(NONE, queue.position("root"));
    }

    @Test
    void theListOfWaitersIsAnUnmodifiableSnapshot() {
        TtyQueue<String, TtyQueue.Latch> queue = queueOf("root", "child");
        List<String> waiting = queue.waiting();

        queue.release("root");

        assertEquals(List.of("child"), waiting);
        assertThrows(UnsupportedOperationException.class, waiting::clear);
    }

    @Test
    void aRefusalSaysWhoStandsWhere() {
        TtyQueue<String, TtyQueue.Latch> queue = queueOf("root", "child");

        assertAll(
                () -> assertRefusal(
                        "cannot request the terminal: root holds it."
                                + " Make a new request for every console session.",
                        () -> queue.request("root")),
                () -> assertRefusal(
                        "cannot release the terminal: child waits, 1 ahead, and the holder is root."
                                + " Release once per grant; withdraw a request that waits or may have ended.",
                        () -> queue.release("child")),
                () -> assertRefusal(
                        "cannot release the terminal: stranger has ended or was never made, and the holder is root."
                                + " Release once per grant; withdraw a request that waits or may have ended.",
                        () -> queue.release("stranger")));
    }

    private static TtyQueue<String, TtyQueue.Latch> queueOf(String... requests) {
        TtyQueue<String, TtyQueue.Latch> queue = new TtyQueue<>(TtyQueue.Latch::new);
        List.of(requests).forEach(queue::request);
        return queue;
    }

    private static void assertRefusal(String message, Runnable misuse) {
        assertEquals(
                message, assertThrows(IllegalStateException.class, misuse::run).getMessage());
    }

    /** What must be true after every step, each checked on its own. */
    enum Law {
        AT_MOST_ONE_HOLDER(TtyQueueTest::atMostOneHolder),
        GRANTS_IN_REQUEST_ORDER(TtyQueueTest::grantsInRequestOrder),
        HELD_EXACTLY_WHILE_WANTED(TtyQueueTest::heldExactlyWhileWanted),
        ONE_LATCH_PER_BUSY_PERIOD(TtyQueueTest::oneLatchPerBusyPeriod),
        FIRES_ONCE_AND_WHEN_DRAINED(TtyQueueTest::firesOnceAndWhenDrained),
        OLD_LATCHES_STAY_FIRED(TtyQueueTest::oldLatchesStayFired),
        NO_WAITER_IS_LOST(TtyQueueTest::noWaiterIsLost),
        MISUSE_CHANGES_NOTHING(TtyQueueTest::misuseChangesNothing),
        RELEASE_AND_DEATH_END_ONCE(TtyQueueTest::releaseAndDeathEndOnce);

        private final Consumer<Run> check;

        Law(Consumer<Run> check) {
            this.check = check;
        }
    }

    private static void atMostOneHolder(Run run) {
        List<Session> holding = new ArrayList<>(run.open());
        holding.removeIf(session -> !run.wasGranted(session));

        assertTrue(holding.size() <= 1, () -> "told that they have the terminal: " + holding);
        assertEquals(
                holding.isEmpty() ? NONE : holding.getFirst().who(), run.view().holder());
    }

    private static void grantsInRequestOrder(Run run) {
        Session earlier = null;
        for (Grant grant : run.grants) {
            Session session = grant.session();
            assertNotNull(session, "granted to somebody who does not want it");
            assertEquals(session, run.ownerAt(grant.step()), "granted past somebody who had asked before");
            assertTrue(earlier == null || earlier.asked() < session.asked(), "granted twice, or out of turn");
            earlier = session;
        }
        List<Integer> line = new ArrayList<>(run.view().waiting());
        if (run.view().holder() != NONE) {
            line.addFirst(run.view().holder());
        }
        List<Integer> wished = new ArrayList<>();
        run.open().forEach(session -> wished.add(session.who()));
        assertEquals(wished, line, "holder and waiters");
        for (int who = 0; who < run.requests.size(); who++) {
            assertEquals(wished.indexOf(who), run.view().positions().get(who), "position of " + run.requests.get(who));
        }
    }

    private static void heldExactlyWhileWanted(Run run) {
        Session owner = run.ownerAt(run.now());

        assertEquals(owner != null, run.view().holder() != NONE, "held");
        assertEquals(owner == null, run.view().idle(), "idle");
        if (run.now() > 0) {
            Session passedTo = owner == run.ownerAt(run.now() - 1) ? null : owner;
            assertEquals(passedTo == null ? NONE : passedTo.who(), run.last().granted(), "granted");
        }
    }

    private static void oneLatchPerBusyPeriod(Run run) {
        List<Integer> begins = run.edges(Edge.WANTED);

        assertEquals(begins, run.mintedAt, "steps that made a latch");
        assertFalse(run.mintedLate, "the latch was made after somebody had joined");
        assertEquals(run.open().isEmpty() ? NONE : begins.size() - 1, run.view().latch(), "current latch");
    }

    private static void firesOnceAndWhenDrained(Run run) {
        List<Integer> drains = run.edges(Edge.DRAINED);

        if (run.now() > 0) {
            assertEquals(drains.indexOf(run.now()), run.last().fired(), "latch reported as fired");
        }
        for (int period = 0; period < run.latches.size(); period++) {
            assertEquals(period < drains.size(), run.view().fired().get(period), "fired: latch of period " + period);
        }
    }

    private static void oldLatchesStayFired(Run run) {
        List<Integer> drains = run.edges(Edge.DRAINED);
        int drained = drains.isEmpty() ? 0 : drains.getLast();

        for (int step = 1; step <= run.now(); step++) {
            int captured = run.log.get(step - 1).after().latch();
            if (captured != NONE) {
                boolean old = step < drained;
                assertEquals(old, run.latches.get(captured).fired(), "fired: latch captured in step " + step);
                assertEquals(!old, captured == run.view().latch(), "still current: latch captured in step " + step);
            }
        }
    }

    private static void noWaiterIsLost(Run run) {
        ToIntFunction<Run> holder = drain -> drain.view().holder();
        ToIntFunction<Run> newest = drain -> drain.open().getLast().who();

        drain(run, Op.RELEASE, holder, Op.RELEASE, holder);
        drain(run, Op.WITHDRAW, holder, Op.WITHDRAW, holder);
        drain(run, Op.WITHDRAW, newest, Op.RELEASE, holder);
    }

    /** Ends one session after the other, by two ways in turn, and demands that this leads to idle and skips nobody. */
    private static void drain(Run from, Op odd, ToIntFunction<Run> oddWho, Op even, ToIntFunction<Run> evenWho) {
        Run run = from.copy();
        List<Session> remaining = from.open();
        for (int i = 0; i < remaining.size(); i++) {
            int who = (i % 2 == 0 ? oddWho : evenWho).applyAsInt(run);
            assertNotEquals(NONE, who, "nobody has the terminal, and some wait for it");
            run.step(i % 2 == 0 ? odd : even, who);
        }
        assertTrue(run.view().idle(), "not idle after the end of every session");
        assertFalse(run.view().fired().contains(false), "idle, and somebody waits for a latch");
        for (Session session : remaining) {
            long grants = run.grants.stream()
                    .filter(grant -> grant.session() == session)
                    .count();
            assertEquals(run.everOwned(session) ? 1 : 0, grants, () -> "grants of " + session);
        }
    }

    private static void misuseChangesNothing(Run run) {
        if (run.now() == 0) {
            return;
        }
        Step step = run.last();
        Session owner = run.ownerAt(run.now() - 1);
        boolean open = run.openSessionOf(step.who(), run.now() - 1) != null;
        boolean legal = switch (step.op()) {
            case REQUEST -> !open;
            case RELEASE -> owner != null && owner.who() == step.who();
            case WITHDRAW -> true;
        };
        assertEquals(!legal, step.refused(), "refused");
        if (!legal || !open && step.op() == Op.WITHDRAW) {
            assertEquals(new Step(step.op(), step.who(), NONE, NONE, !legal, run.viewBefore()), step);
        } else {
            assertNotEquals(run.viewBefore(), step.after(), "a legal operation did nothing");
        }
    }

    private static void releaseAndDeathEndOnce(Run run) {
        int holder = run.view().holder();
        if (holder == NONE) {
            return;
        }
        Run released = run.copy();
        released.step(Op.RELEASE, holder);
        View once = released.view();
        released.step(Op.WITHDRAW, holder);
        assertEquals(new Step(Op.WITHDRAW, holder, NONE, NONE, false, once), released.last(), "death after release");

        Run died = run.copy();
        died.step(Op.WITHDRAW, holder);
        assertEquals(once, died.view(), "death instead of release");
        died.step(Op.RELEASE, holder);
        assertEquals(new Step(Op.RELEASE, holder, NONE, NONE, true, once), died.last(), "release after death");
    }

    private enum Op {
        REQUEST,
        RELEASE,
        WITHDRAW
    }

    /** A request whose equality lies, as two equal records would: only identity tells sessions apart. */
    private static final class Request {

        private final String name;

        Request(int who) {
            name = who == ROOT ? "root" : "child " + who;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Request;
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All that can be seen of a queue and its latches; requests and latches by number. */
    private record View(
            int holder, List<Integer> waiting, List<Integer> positions, boolean idle, int latch, List<Boolean> fired) {}

    private record Step(Op op, int who, int granted, int fired, boolean refused, View after) {}

    /** Somebody's wish for the terminal; with the step that ended it, an interval of the history. */
    private record Session(int who, int asked) {}

    private record Grant(int step, @Nullable Session session) {}

    private enum Edge {
        WANTED,
        DRAINED
    }

    /** One history: a queue of its own, the steps it has taken, and the sessions that follow from the steps alone. */
    private static final class Run {

        final List<Request> requests;
        final List<TtyQueue.Latch> latches = new ArrayList<>();
        final List<Integer> mintedAt = new ArrayList<>();
        boolean mintedLate;
        private final TtyQueue<Request, TtyQueue.Latch> queue = new TtyQueue<>(this::mint);
        private final View start;

        final List<Step> log = new ArrayList<>();
        final List<Grant> grants = new ArrayList<>();
        private final List<Session> sessions = new ArrayList<>();
        private final Map<Session, Integer> ends = new HashMap<>();
        private final List<List<Session>> openAt = new ArrayList<>(List.of(List.of()));

        Run(int requesters) {
            requests = IntStream.range(0, requesters).mapToObj(Request::new).toList();
            start = look();
        }

        private TtyQueue.Latch mint() {
            mintedLate |= !queue.idle();
            mintedAt.add(now() + 1);
            latches.add(new TtyQueue.Latch());
            return latches.getLast();
        }

        /** The same history with a queue that has lived through it anew: a queue itself cannot be copied. */
        Run copy() {
            Run copy = new Run(requests.size());
            for (Step step : log) {
                copy.operate(step.op(), step.who());
                copy.log.add(step);
            }
            copy.grants.addAll(grants);
            copy.sessions.addAll(sessions);
            copy.ends.putAll(ends);
            copy.openAt.clear();
            copy.openAt.addAll(openAt);
            return copy;
        }

        void step(Op op, int who) {
            TtyQueue.@Nullable Effects<Request, TtyQueue.Latch> effects = operate(op, who);
            int granted = effects == null ? NONE : number(requests, effects.granted());
            int fired = effects == null ? NONE : number(latches, effects.fired());
            log.add(new Step(op, who, granted, fired, effects == null, look()));
            remember(op, who);
            if (granted != NONE) {
                grants.add(new Grant(now(), openSessionOf(granted, now())));
            }
        }

        private TtyQueue.@Nullable Effects<Request, TtyQueue.Latch> operate(Op op, int who) {
            Request request = requests.get(who);
            try {
                return switch (op) {
                    case REQUEST -> queue.request(request);
                    case RELEASE -> queue.release(request);
                    case WITHDRAW -> queue.withdraw(request);
                };
            } catch (IllegalStateException refusal) {
                return null;
            }
        }

        /** The oracle: what the last step means for the sessions, whatever the queue made of it. */
        private void remember(Op op, int who) {
            Session owner = ownerAt(now() - 1);
            Session session = openSessionOf(who, now() - 1);
            if (op == Op.REQUEST && session == null) {
                sessions.add(new Session(who, now()));
            } else if (session != null && (op == Op.WITHDRAW || op == Op.RELEASE && session == owner)) {
                ends.put(session, now());
            }
            List<Session> open = new ArrayList<>(sessions);
            open.removeAll(ends.keySet());
            openAt.add(open);
        }

        int now() {
            return log.size();
        }

        Step last() {
            return log.getLast();
        }

        View view() {
            return log.isEmpty() ? start : last().after();
        }

        View viewBefore() {
            return now() == 1 ? start : log.get(now() - 2).after();
        }

        /** The sessions that are open now, in the order they asked. */
        List<Session> open() {
            return openAt.getLast();
        }

        @Nullable
        Session openSessionOf(int who, int step) {
            for (Session session : openAt.get(step)) {
                if (session.who() == who) {
                    return session;
                }
            }
            return null;
        }

        /** Whose turn it was after the step: that of the oldest open wish. */
        @Nullable
        Session ownerAt(int step) {
            return openAt.get(step).isEmpty() ? null : openAt.get(step).getFirst();
        }

        boolean everOwned(Session session) {
            return IntStream.rangeClosed(1, now()).anyMatch(step -> ownerAt(step) == session);
        }

        boolean wasGranted(Session session) {
            return grants.stream().anyMatch(grant -> grant.session() == session);
        }

        long sessionsOf(int who) {
            return sessions.stream().filter(session -> session.who() == who).count();
        }

        /** The steps at which the terminal became wanted, or stopped being wanted. */
        List<Integer> edges(Edge edge) {
            List<Integer> steps = new ArrayList<>();
            for (int step = 1; step <= now(); step++) {
                boolean wanted = ownerAt(step) != null;
                if (wanted == (edge == Edge.WANTED) && wanted == (ownerAt(step - 1) == null)) {
                    steps.add(step);
                }
            }
            return steps;
        }

        private View look() {
            List<Integer> waiting = new ArrayList<>();
            List<Integer> positions = new ArrayList<>();
            List<Boolean> fired = new ArrayList<>();
            queue.waiting().forEach(request -> waiting.add(number(requests, request)));
            requests.forEach(request -> positions.add(queue.position(request)));
            latches.forEach(latch -> fired.add(latch.fired()));
            int holder = number(requests, queue.holder());
            return new View(holder, waiting, positions, queue.idle(), number(latches, queue.latch()), fired);
        }

        private static int number(List<?> known, @Nullable Object one) {
            for (int i = 0; i < known.size(); i++) {
                if (known.get(i) == one) {
                    return i;
                }
            }
            return NONE;
        }

        @Override
        public String toString() {
            List<String> steps = new ArrayList<>();
            log.forEach(step -> steps.add(requests.get(step.who()) + " " + step.op()));
            return steps + " -> " + view();
        }
    }

    /** Goes wherever the operations lead, and checks the laws after each single one. */
    private static final class Walk {

        private final int requesters;
        private final List<Law> laws;

        final Set<List<Object>> lines = new HashSet<>();
        int states;
        int transitions;

        Walk(int requesters, List<Law> laws) {
            this.requesters = requesters;
            this.laws = laws;
        }

        /** Breadth first, so that a broken law is reported with a shortest history that breaks it. */
        Walk throughEveryState(int sessionsEach) {
            Set<List<Object>> seen = new HashSet<>();
            Deque<Run> todo = new ArrayDeque<>();
            Run start = new Run(requesters);
            check(start);
            seen.add(state(start));
            todo.add(start);
            while (!todo.isEmpty()) {
                for (Run next : successors(todo.remove(), sessionsEach)) {
                    if (seen.add(state(next))) {
                        todo.add(next);
                    }
                }
            }
            states = seen.size();
            return this;
        }

        Walk throughEveryHistory(int length) {
            follow(new Run(requesters), length);
            return this;
        }

        private void follow(Run run, int length) {
            if (length > 0) {
                successors(run, length + run.now()).forEach(next -> follow(next, length - 1));
            }
        }

        private List<Run> successors(Run run, int sessionsEach) {
            List<Run> successors = new ArrayList<>();
            for (Op op : Op.values()) {
                for (int who = 0; who < requesters; who++) {
                    boolean asksAnew = op == Op.REQUEST && run.openSessionOf(who, run.now()) == null;
                    if (asksAnew && run.sessionsOf(who) == sessionsEach) {
                        continue;
                    }
                    Run next = run.copy();
                    next.step(op, who);
                    check(next);
                    successors.add(next);
                    transitions++;
                }
            }
            return successors;
        }

        private void check(Run run) {
            lines.add(List.of(run.view().holder(), run.view().waiting()));
            for (Law law : laws) {
                try {
                    law.check.accept(run);
                } catch (AssertionError broken) {
                    throw new AssertionError(law + " is broken by " + run + ": " + broken.getMessage(), broken);
                }
            }
        }

        /** All that is seen of the queue now, and how many sessions each requester has had; not the past periods. */
        private List<Object> state(Run run) {
            View view = run.view();
            boolean latched = view.latch() != NONE;
            List<Long> had = new ArrayList<>();
            for (int who = 0; who < requesters; who++) {
                had.add(run.sessionsOf(who));
            }
            return List.of(view.holder(), view.waiting(), view.positions(), view.idle(), latched, had);
        }
    }
}
