package dev.tractor.debug;

import dev.tractor.debug.eval.Completions;
import dev.tractor.debug.eval.Evaluator;
import dev.tractor.debug.eval.Inspector;
import dev.tractor.debug.eval.Name;
import dev.tractor.debug.eval.Outcome;
import dev.tractor.debug.eval.Problem;
import dev.tractor.debug.eval.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Java entered in a session: evaluates it in the frame that commands are about, and shows what came out.
 *
 * <p>To be used by the paused task's thread, except for {@link #complete} and what {@link #running()} gives.
 */
final class Evaluation {
    /** How many lines of a dump are shown at once. */
    static final int PAGE_LINES = 30;

    /** How much an evaluation may print. */
    static final int MOST_CHARS = 200_000;

    private static final Pattern IMPORT = Pattern.compile("import\\s+(static\\s+)?[\\w.]+(\\.\\*)?\\s*;");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z?]+(\\s+[\\w?]+)*");
    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final Session session;
    private final OutputLimit limit;
    private final Evaluator evaluator = new Evaluator();
    private final Inspector inspector = new Inspector();
    private final Running running = new Running();
    private Inspector.@Nullable Dump dump;
    private int shown;

    /** Whether the evaluated code left the thread interrupted, by its own doing. */
    private boolean interrupted;

    /** Whether ctrl-c came when it was only being found out whether the entry goes on; then it is not run. */
    private boolean stopped;

    /** Where completion looks: another thread may not walk the stack. */
    private volatile @Nullable Scope lastScope;

    Evaluation(Session session, OutputLimit limit) {
        this.session = session;
        this.limit = limit;
    }

    /** Gets the compiler ready in the background for what is in scope here, at the first session of the JVM. */
    void warm() {
        if (WARM.compareAndSet(false, true)) {
            evaluator.warm(scope(), imports());
        }
    }

    private static ClassLoader loader() {
        var context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    Running running() {
        return running;
    }

    boolean leftInterrupted() {
        return interrupted;
    }

    /** {@return whether the text goes on in another line} It does not when ctrl-c comes meanwhile: the compiler may be slow. */
    boolean incomplete(String text) {
        var scope = scope();
        boolean goesOn = false;
        running.begin(text);
        try {
            goesOn = evaluator.incomplete(scope, text);
        } finally {
            stopped = endRunning();
        }
        return goesOn && !stopped;
    }

    /** Evaluates a text and adds what came out, in one line. */
    Reply evaluate(String text) {
        var outcome = run(text);
        if (outcome instanceof Outcome.Rejected && WORDS.matcher(text.strip()).matches()) {
            return Reply.more(Commands.unknown(text.strip().split("\\s+")[0], session.pause()));
        }
        return shown(outcome, value -> new Page().line(inspector.line(value)));
    }

    /** The {@code p} command. */
    Reply line(String argument) {
        return shown(run(argument.isEmpty() ? "_" : argument), value -> new Page().line(inspector.line(value)));
    }

    /** The {@code pp} command. */
    Reply lines(String argument) {
        if (argument.isEmpty()) {
            return dump == null
                    ? Reply.more("nothing was dumped yet; enter pp with an expression, such as pp this")
                    : Reply.more(next());
        }
        return shown(run(argument), value -> {
            dump = inspector.dump(value);
            shown = 0;
            return next();
        });
    }

    private Page next() {
        var page = new Page();
        var from = dump;
        if (from != null) {
            from.lines(shown, PAGE_LINES).forEach(page::line);
            shown = Math.min(from.all().size(), shown + PAGE_LINES);
            int left = from.all().size() - shown;
            if (left > 0) {
                page.line(Page.start(Look.QUIET, left + " more lines; pp shows the next"));
            } else if (page.isEmpty()) {
                page.line(Page.start(Look.QUIET, "that was all"));
            }
        }
        return page;
    }

    /** Makes a value the last one, so that Java at the prompt finds it as {@code _}. */
    void keep(Object value) {
        evaluator.keep(value);
    }

    /** {@return whether a word is a name of Java here} */
    boolean knows(String word) {
        look();
        return complete(word, word.length()).candidates().stream()
                .anyMatch(each -> each.name().equals(word));
    }

    /** Shows a value. */
    private interface Shower {
        Page show(@Nullable Object value);
    }

    private Outcome run(String text) {
        var scope = scope();
        var imports = imports();
        limit.begin(MOST_CHARS);
        if (stopped) {
            stopped = false;
            return evaluator.stopped(scope);
        }
        evaluator.begin();
        running.begin(text, evaluator::stop);
        try {
            return evaluator.evaluate(scope, text, imports);
        } finally {
            var _ = endRunning();
        }
    }

    /** {@return whether ctrl-c has come} */
    private boolean endRunning() {
        boolean byUser = running.end();
        if (Thread.interrupted() && !byUser) {
            interrupted = true;
        }
        return byUser;
    }

    /** Evaluates for a command that uses the value. */
    Outcome outcome(String text) {
        var outcome = run(text);
        if (outcome instanceof Outcome.Value) {
            limit.end();
        }
        return outcome;
    }

    /** {@return what came out of an evaluation that gave no value} */
    Reply shown(Outcome outcome) {
        return shown(outcome, value -> new Page().line(inspector.line(value)));
    }

    private Reply shown(Outcome outcome, Shower shower) {
        long dropped = limit.end();
        var page = switch (outcome) {
            case Outcome.Value value -> shower.show(value.value());
            case Outcome.Done done -> declared(done);
            case Outcome.Thrown thrown -> thrown(thrown.error());
            case Outcome.Rejected rejected -> rejected(rejected.problems());
        };
        if (dropped > 0) {
            page.line(Page.start(
                    Look.NOTICE, "it printed " + dropped + " bytes more than the " + MOST_CHARS + " that are shown"));
        }
        outcome.written().forEach((name, value) -> {
            if (!session.spot().assign(name, value)) {
                page.line(Page.start(
                        Look.NOTICE,
                        name + " = " + inspector.line(value)
                                + " was assigned to a copy; the program's variable keeps its value"));
            }
        });
        return Reply.more(page);
    }

    private static Page declared(Outcome.Done done) {
        var page = new Page();
        if (!done.declared().isEmpty()) {
            page.line(Page.start(Look.QUIET, String.join(", ", done.declared())));
        }
        return page;
    }

    private static Page thrown(Throwable error) {
        var page = new Page();
        var text = ErrorTrace.describe(error);
        page.line(Page.start(Look.CRASH, text[0]));
        for (int i = 1; i < text.length; i++) {
            page.line(text[i]);
        }
        for (var frame : error.getStackTrace()) {
            page.line(Page.start(Look.QUIET, "    at ").append(Stack.name(frame, false)));
            if (page.lines().size() > PAGE_LINES) {
                page.line(Page.start(Look.QUIET, "    ... _ex.printStackTrace() shows all of it"));
                break;
            }
        }
        return page;
    }

    private static Page rejected(List<Problem> problems) {
        var page = new Page();
        for (var problem : problems) {
            var place = problem.line() == 0
                    ? ""
                    : problem.line() == 1
                            ? "column " + problem.column() + ": "
                            : "line " + problem.line() + ", column " + problem.column() + ": ";
            page.line(Page.start(Look.QUIET, place).append(Page.clean(problem.message())));
        }
        return page;
    }

    /** {@return the scope of the frame that commands are about} */
    private Scope scope() {
        var frame = session.spot().frame();
        Scope scope;
        List<Name> names = new ArrayList<>();
        if (frame == null) {
            addPassed(names);
            scope = new Scope(Object.class, null, true, names, loader());
        } else {
            var type = frame.declaringClass();
            for (var variable : frame.variables()) {
                if (variable.certainty() != dev.tractor.debug.frames.Certainty.NOT_READ) {
                    names.add(new Name(variable.name(), variable.type(), variable.value()));
                }
            }
            addPassed(names);
            var own = type.getClassLoader();
            scope = new Scope(
                    type, frame.self(), frame.isStatic() || frame.self() == null, names, own == null ? loader() : own);
        }
        lastScope = scope;
        return scope;
    }

    /** Adds what was passed to the breakpoint; a variable of that name goes before it. */
    private void addPassed(List<Name> names) {
        for (var passed : PassedValue.all(session.pause())) {
            if (names.stream().noneMatch(name -> name.name().equals(passed.name()))) {
                names.add(new Name(passed.name(), passed.descriptor(), passed.value()));
            }
        }
    }

    /** {@return the imports of the frame's source file, where that is found} */
    private List<String> imports() {
        var place = session.spot().place();
        if (place == null) {
            return List.of();
        }
        var frame = place.frame();
        return imports(session.sources().text(place.element(), frame == null ? null : frame.declaringClass()));
    }

    /** {@return the imports in a source file} */
    static List<String> imports(List<String> text) {
        List<String> found = new ArrayList<>();
        for (var line : text) {
            var bare = line.strip();
            if (IMPORT.matcher(bare).matches()) {
                found.add(bare);
            }
        }
        return found;
    }

    /** Has completion look in the frame that commands are about now. */
    void look() {
        scope();
    }

    /** {@return what the name before the cursor can be completed to} Any thread. */
    Completions complete(String text, int cursor) {
        var scope = lastScope;
        return scope == null ? new Completions(cursor, List.of()) : evaluator.complete(scope, text, cursor, List.of());
    }
}
