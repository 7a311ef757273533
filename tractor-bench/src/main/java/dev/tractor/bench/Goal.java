package dev.tractor.bench;

import static dev.tractor.bench.Contender.FIBRY;
import static dev.tractor.bench.Contender.JDK;
import static dev.tractor.bench.Contender.JOX;
import static dev.tractor.bench.Contender.KOTLIN;
import static dev.tractor.bench.Contender.PEKKO;
import static dev.tractor.bench.Contender.TRACTOR;
import static dev.tractor.bench.Contender.VERTX;
import static dev.tractor.bench.Measurement.Figure.HEAP;
import static dev.tractor.bench.Measurement.Figure.P50;
import static dev.tractor.bench.Measurement.Figure.P99;
import static dev.tractor.bench.Measurement.Figure.TIME;

import dev.tractor.bench.Measurement.Figure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table: what tractor wants to take at most, compared with somebody else.
 *
 * @param work what is done, for people
 * @param item of the {@link Catalogue}, by tractor
 * @param figure that is compared
 * @param against who else, at which item; the best of them counts
 * @param most the ratio to reach; null for one that is only told
 */
record Goal(
        String work,
        String item,
        Figure figure,
        List<Rival> against,
        @Nullable Double most) {

    /**
     * Whom tractor is compared with.
     *
     * @param contender who; tractor itself, when it is compared with another item of its own
     * @param item at what
     */
    record Rival(Contender contender, String item) {}

    private static final double AHEAD = 1;
    private static final double AS_FAST = 1.02; // nothing that could be measured
    private static final double TWICE_AS_FAST = 0.5;
    private static final double MANY_TIMES_AS_FAST = 1 / 3.5;

    /** In the order of the page. */
    static final List<Goal> GOALS = goals();

    private static List<Goal> goals() {
        var goals = new ArrayList<Goal>();
        for (var item : List.of("tell-1-1", "tell-4-1")) {
            var senders = item.equals("tell-1-1") ? "tell, 1 to 1" : "tell, 4 to 1";
            goals.add(of(senders, item, TIME, TWICE_AS_FAST, PEKKO, FIBRY, JOX, VERTX));
        }
        goals.add(of("tell, 1 to 1", "tell-1-1", TIME, TWICE_AS_FAST, JDK));
        goals.add(new Goal(
                "tell, 1 to 1, against bare channels",
                "tell-1-1",
                TIME,
                List.of(new Rival(JOX, "pass"), new Rival(KOTLIN, "pass")),
                AHEAD));
        for (var item : List.of("ask-1-1", "ask-8-1")) {
            var clients = item.equals("ask-1-1") ? "ask, 1 to 1" : "ask, 8 to 1";
            goals.add(of(clients + ", median", item, P50, 1.15, JDK));
            goals.add(of(clients + ", one in a hundred", item, P99, null, JDK));
            goals.add(of(clients, item, TIME, MANY_TIMES_AS_FAST, PEKKO, VERTX, FIBRY));
            goals.add(of(clients, item, TIME, AHEAD, JOX));
            goals.add(of(clients, item, TIME, null, KOTLIN));
        }
        goals.add(new Goal(
                "ask inside failAfter, against a plain ask",
                "ask-in-time",
                P50,
                List.of(new Rival(TRACTOR, "ask-1-1")),
                1.3));
        goals.add(of("start an actor, first reply", "start-ask", TIME, 1.3, JDK));
        for (var peer : List.of(PEKKO, JOX, FIBRY, VERTX)) {
            goals.add(of("start an actor", "start", TIME, AHEAD, peer));
        }
        goals.add(of("open, 2 forks, join, close", "nursery", TIME, 1.5, JDK));
        goals.add(new Goal(
                "open, 2 forks, join, close, where only the owner forks, as there",
                "nursery-own",
                TIME,
                List.of(new Rival(JDK, "nursery")),
                1.5));
        goals.add(of("1000 forks in one nursery", "forks", TIME, 1.15, JDK));
        goals.add(of("heap of an idle actor", "idle", HEAP, 1.3, PEKKO));
        goals.add(of("heap of an idle actor", "idle", HEAP, null, JDK));
        goals.add(of("cancel idle actors", "cancel-idle", TIME, 1.3, JDK));
        goals.add(new Goal(
                "cancel actors in a receive", "cancel-receive", TIME, List.of(new Rival(JDK, "cancel-idle")), 1.3));
        goals.add(of("stream, buffer of 64", "stream", TIME, AHEAD, JOX, KOTLIN, JDK));
        goals.add(of("skynet", "skynet", TIME, 1.25, JDK));
        goals.add(of("lives of actors, many at a time", Catalogue.GROWTH_TO, TIME, null, JDK));
        goals.add(of("lives of actors, a thousand at a time", Catalogue.GROWTH_FROM, TIME, null, JDK));
        for (var item : Catalogue.ITEMS) {
            if (item.workload() instanceof Savina) {
                var name = item.name().substring(Catalogue.SAVINA.length());
                goals.add(of("Savina: " + name, item.name(), TIME, AHEAD, PEKKO));
            }
        }
        goals.add(new Goal(
                "first nursery in a fresh JVM with tractor-debug on its path, against one without",
                Catalogue.COLD_WITH_CONSOLE,
                TIME,
                List.of(new Rival(TRACTOR, Catalogue.COLD)),
                AS_FAST));
        return List.copyOf(goals);
    }

    private static Goal of(String work, String item, Figure figure, @Nullable Double most, Contender... rivals) {
        return new Goal(
                work,
                item,
                figure,
                List.of(rivals).stream().map(rival -> new Rival(rival, item)).toList(),
                most);
    }
}
