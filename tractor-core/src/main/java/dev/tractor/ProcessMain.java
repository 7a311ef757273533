package dev.tractor;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The program of a child JVM that {@link Spawn#process()} has started: runs one actor for the JVM that has started it, and
 * ends when the actor has. Its first and only argument is the socket to connect to.
 */
final class ProcessMain {

    private static volatile boolean running;

    // Written before anything of the user runs.
    private static volatile String parentPath = "/";
    private static volatile boolean debug;
    private static volatile @Nullable TtyAbove terminal;

    private ProcessMain() {}

    /** Whether this JVM is a child that runs an actor for another. */
    static boolean running() {
        return running;
    }

    /** The path of the actor above the one that lives here. */
    static String parentPath() {
        return parentPath;
    }

    /** Whether failing tasks open the crash console. */
    static boolean debug() {
        return debug;
    }

    /** The way to the terminal. */
    static @Nullable TtyAbove terminal() {
        return terminal;
    }

    // started by the java command, which needs no public method
    static void main(String[] arguments) throws IOException, InterruptedException {
        running = true;
        var token = Objects.requireNonNullElse(System.getenv(ProcessLaunch.TOKEN), "");
        var server = new ProcessServer(ProcessLaunch.connect(arguments[0]));
        var reader = Thread.ofPlatform().daemon().name("parent JVM").start(server::read);
        server.hello(token);
        var birth = server.awaitBirth();
        parentPath = birth.parent();
        debug = birth.debug();
        terminal = server.terminal;
        server.live(birth);
        reader.join(); // until all has been written
        System.exit(0); // whatever threads the user's code has left
    }
}
