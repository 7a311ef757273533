package dev.tractor.debug;

import dev.tractor.spi.Pause;
import dev.tractor.spi.TtyWaiter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jline.utils.AttributedStringBuilder;

/** Who waits for the terminal, in words. */
final class Queue {
    private static final int MOST_NAMED = 5;

    private Queue() {}

    /** {@return those who wait behind the session at {@code pause}, in the order they get the terminal} */
    static List<TtyWaiter> behind(Pause pause, List<TtyWaiter> queue) {
        return behind(new TtyWaiter(pause.actor(), pause.task(), pause.crash()), queue);
    }

    /** {@return those who wait behind a task, in the order they get the terminal} */
    static List<TtyWaiter> behind(TtyWaiter task, List<TtyWaiter> queue) {
        boolean own = !queue.isEmpty()
                && queue.getFirst().actor().equals(task.actor())
                && queue.getFirst().task().equals(task.task());
        return own ? queue.subList(1, queue.size()) : queue;
    }

    /** {@return for example {@code 2 wait for the terminal: /bob (crash), /carol}} */
    static String sentence(List<TtyWaiter> waiting) {
        if (waiting.isEmpty()) {
            return "nobody waits for the terminal any more";
        }
        var named = waiting.stream().limit(MOST_NAMED).map(Queue::name).collect(Collectors.joining(", "));
        int unnamed = waiting.size() - MOST_NAMED;
        return waiting.size() + (waiting.size() == 1 ? " waits" : " wait") + " for the terminal: " + named
                + (unnamed > 0 ? " and " + unnamed + " more" : "");
    }

    static String name(TtyWaiter waiter) {
        return waiter.crash() ? waiter.actor() + " (crash)" : waiter.actor();
    }

    static Page page(Session session) {
        var waiting = behind(session.pause(), session.root().terminalQueue());
        var pause = session.pause();
        var own = new TtyWaiter(pause.actor(), pause.task(), pause.crash());
        int actors = Math.max(own.actor().length(), widest(waiting, TtyWaiter::actor));
        int tasks = Math.max(own.task().length(), widest(waiting, TtyWaiter::task));
        var page = new Page()
                .fitted(
                        row(0, own, actors, tasks).styled(Look.HERE, "  this session"),
                        session.width(),
                        session.look());
        for (int i = 0; i < waiting.size(); i++) {
            page.fitted(row(i + 1, waiting.get(i), actors, tasks), session.width(), session.look());
        }
        return waiting.isEmpty() ? page.line("  nobody waits for the terminal") : page;
    }

    private static int widest(List<TtyWaiter> waiting, Function<TtyWaiter, String> column) {
        return waiting.stream().mapToInt(w -> column.apply(w).length()).max().orElse(0);
    }

    private static AttributedStringBuilder row(int place, TtyWaiter waiter, int actors, int tasks) {
        return Page.start(Look.QUIET, "  %2d  ".formatted(place))
                .styled(Look.ACTOR, Page.clean(("%-" + actors + "s").formatted(waiter.actor())))
                .append(Page.clean(("  task %-" + Math.max(1, tasks) + "s  ").formatted(waiter.task())))
                .styled(waiter.crash() ? Look.CRASH : Look.PAUSE, waiter.crash() ? "crash" : "breakpoint");
    }
}
