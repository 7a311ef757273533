package dev.tractor;

import dev.tractor.spi.Clock;
import dev.tractor.spi.Console;
import dev.tractor.spi.ConsoleProvider;
import dev.tractor.spi.Link;
import dev.tractor.spi.Listener;
import dev.tractor.spi.NodeHandle;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The top of one tree: its clock, threads, timers, terminal and top-level nurseries. One is made for the JVM when first
 * used; the test kit makes others.
 */
final class Root implements RootHandle {

    /**
     * What the root of a child JVM knows of the JVM that has started it.
     *
     * @param path of the actor above the one that lives here
     * @param debug whether failing tasks open the crash console
     * @param terminal the way to the terminal
     */
    record ParentJvm(String path, boolean debug, TtyAbove terminal) {}

    /** Set in a child JVM, before anything of the user runs. */
    static volatile @Nullable ParentJvm parentJvm;

    /** The implicit root of this JVM. */
    private static final class Implicit {
        static final Root ROOT = parentJvm == null
                ? new Root(RootOptions.standard().withDebug(Boolean.getBoolean("tractor.debug") || debugVariable()))
                : new Root(RootOptions.standard().withDebug(parentJvm.debug()), parentJvm.path(), parentJvm.terminal());

        static {
            if (!ROOT.inChildJvm() && (ROOT.debug || Boolean.getBoolean("tractor.launcher"))) {
                ROOT.console(); // so that ctrl-c and output are its own from the start
            }
        }

        private static boolean debugVariable() {
            var value = System.getenv("TRACTOR_DEBUG");
            return "1".equals(value) || "true".equalsIgnoreCase(value);
        }
    }

    final Clock clock;
    final ThreadFactory threads;
    final Deadlines deadlines;
    final LongWaits longWaits;
    private final LeftBehind leftBehind;
    final boolean debug;

    /** What the paths of its actors begin with: in a child JVM, the path of the actor above the one that lives there. */
    final String path;

    private final boolean inChildJvm;

    /** Carries messages; null for the direct way. */
    final @Nullable Link link;

    /** The way to the terminal, in a child JVM. */
    private final @Nullable TtyAbove terminal;

    // Made when first asked for, since many trees do without, and to load a class takes time. Written under their lock.
    private final Object making = new Object();
    private volatile @Nullable TtyLock tty;
    private volatile @Nullable RegistryTable registry;
    private @Nullable SharedTable shared;

    private final @Nullable Listener listener;

    /** Whether there is a listener. Where there is none nobody need load the names of what happens. */
    final boolean listened;

    private final String name;
    private final @Nullable ConsoleProvider consoles;

    // Guarded by this list.
    private final List<Nursery> topLevel = new ArrayList<>();

    /** Set when the JVM exits: cancels what is opened from then on. */
    private volatile @Nullable Cancellation ending;

    private final Object debuggingLock = new Object();

    /** How many nurseries and actors are in debug mode by themselves. Guarded by debuggingLock. */
    private int debugging;

    // Guarded by consoleLock, which is held while the console is being made.
    private final Object consoleLock = new Object();
    private boolean consoleMade;
    private volatile @Nullable Console console;

    Root(RootOptions options) {
        this(options, "/", null);
    }

    /** @param terminal the way to the terminal, in a child JVM */
    Root(RootOptions options, String path, @Nullable TtyAbove terminal) {
        this.inChildJvm = terminal != null;
        this.terminal = terminal;
        this.path = path;
        this.name = options.name();
        this.clock = options.clock();
        this.threads = options.threads();
        this.debug = options.debug();
        this.consoles = options.console();
        this.listener = options.listener();
        this.listened = listener != null;
        this.link = options.link();
        this.deadlines = new Deadlines(clock, threads);
        this.longWaits = new LongWaits(this);
        this.leftBehind = new LeftBehind(this);
    }

    static Root implicit() {
        return Implicit.ROOT;
    }

    static RootHandle open(RootOptions options) {
        var strand = Strand.currentOrNull();
        if (strand != null && (strand.root != Implicit.ROOT || !strand.foreign() || strand.scope() != strand.base)) {
            throw new IllegalStateException("cannot open root \"" + options.name() + "\" here: " + strand
                    + " already runs inside root \"" + strand.root.name + "\". A root is opened by code outside of any;"
                    + " inside one, open a nursery");
        }
        return new Root(options);
    }

    /** Whether it is that of a child JVM: its terminal is in another one. */
    boolean inChildJvm() {
        return inChildJvm;
    }

    // What is made when first asked for.

    TtyLock tty() {
        var made = tty;
        return made != null ? made : makeTty();
    }

    private TtyLock makeTty() {
        synchronized (making) {
            var made = tty;
            if (made == null) {
                made = new TtyLock(deadlines, this::terminalQueueChanged, terminal);
                tty = made;
            }
            return made;
        }
    }

    /** Its actors by name. */
    RegistryTable registryTable() {
        var made = registry;
        return made != null ? made : makeRegistry();
    }

    private RegistryTable makeRegistry() {
        synchronized (making) {
            var made = registry;
            if (made == null) {
                made = new RegistryTable();
                registry = made;
            }
            return made;
        }
    }

    /** What its own code shares by key. */
    SharedTable shared() {
        synchronized (making) {
            var made = shared;
            if (made == null) {
                made = new SharedTable("the root");
                shared = made;
            }
            return made;
        }
    }

    // The console.

    /** The console; null when nothing provides one. */
    @Nullable
    Console console() {
        synchronized (consoleLock) {
            if (!consoleMade) {
                consoleMade = true;
                var provider = provider();
                console = provider == null ? null : inChildJvm ? provider.attachElsewhere(this) : provider.attach(this);
            }
            return console;
        }
    }

    private @Nullable ConsoleProvider provider() {
        return consoles != null
                ? consoles
                : ServiceLoader.load(ConsoleProvider.class, Root.class.getClassLoader())
                        .findFirst()
                        .orElse(null);
    }

    /**
     * {@return what becomes of the output of child JVMs} Whether there is a console that keeps it off its prompts, or would be,
     * is what counts: the first breakpoint may come when the child has long been started.
     */
    ProcessLaunch.Outputs outputsOfChildren() {
        var provider =
                inChildJvm ? null : provider(); // a child has its own passed on, and what it starts writes there, too
        return provider == null
                ? ProcessLaunch.Outputs.INHERITED
                : new ProcessLaunch.Outputs(provider.ordersOutput(), provider.ordersErrors());
    }

    /** One more nursery or actor is in debug mode, or one less. The console is told while it is made known to no one else. */
    void debugging(int change) {
        synchronized (debuggingLock) {
            boolean before = debugging > 0;
            debugging += change;
            boolean now = debugging > 0;
            var attached = before == now ? null : console();
            if (attached != null) {
                attached.debugging(now);
            }
        }
    }

    private void terminalQueueChanged() {
        var attached = console;
        if (attached != null) {
            attached.queueChanged();
        }
    }

    // The top-level nurseries.

    void opened(Nursery nursery) {
        if (nursery.debug) {
            debugging(1);
        }
        if (nursery.scope.isTopLevel()) {
            synchronized (topLevel) {
                topLevel.add(nursery);
            }
            leftBehind.opened(nursery);
            if (ending != null) {
                end(nursery);
            }
        }
    }

    void closed(Nursery nursery) {
        synchronized (topLevel) {
            topLevel.remove(nursery);
        }
        if (nursery.debug) {
            debugging(-1);
        }
    }

    List<Nursery> nurseries() {
        synchronized (topLevel) {
            return List.copyOf(topLevel);
        }
    }

    @Override
    public void cancel(Throwable why) {
        for (var nursery : nurseries().reversed()) {
            nursery.fail(why, null, new Cancellation(String.valueOf(why.getMessage()), name));
        }
    }

    /** Cancels everything below this root, the blocks of the top-level nurseries too, and what is opened from now on. */
    void end(Cancellation why) {
        ending = why;
        nurseries().reversed().forEach(this::end);
    }

    private void end(Nursery nursery) {
        var why = ending;
        if (why != null && !nursery.scope.shielded()) {
            nursery.scope.cancel(why);
        }
    }

    @Override
    public boolean kill(String path, Throwable why) {
        var actor = Snapshots.find(path, nurseries());
        if (actor != null) {
            actor.kill(why);
        }
        return actor != null;
    }

    // Looking.

    /** Tells the listener, if there is one. */
    void happened(Listener.Event event, Object who, @Nullable Object what) {
        if (listener != null) {
            listener.happened(event, who, what);
        }
    }

    @Override
    public ActorTree tree() {
        return Snapshots.of(name, nurseries());
    }

    @Override
    public List<NodeHandle> nodes() {
        return LiveNode.topLevel(nurseries());
    }

    @Override
    public List<TtyWaiter> terminalQueue() {
        return tty().waiters();
    }

    @Override
    public boolean endStep() {
        return tty().endStep();
    }

    @Override
    public List<String> timers() {
        return deadlines.pending();
    }

    @Override
    public List<String> registry() {
        var lines = new ArrayList<String>();
        registryTable().actors().forEach(actor -> lines.add(actor.path));
        registryTable().watches().forEach(watch -> lines.add(watch.toString()));
        return lines;
    }

    // As seen by the test kit.

    @Override
    public Entry enter() {
        var before = Strand.foreign(this).adopt();
        return () -> Strand.restore(before);
    }

    @Override
    public void close() {
        deadlines.close();
        longWaits.close();
        leftBehind.close();
    }
}
