package dev.tractor;

import java.io.IOException;
import java.util.Objects;

/**
 * The program of a child JVM that {@link Spawn#process()} has started: runs one actor for the JVM that has started it, and
 * ends when the actor has. Its first and only argument is the socket to connect to.
 */
final class ProcessMain {

    private ProcessMain() {}

    // started by the java command, which needs no public method
    static void main(String[] arguments) throws IOException, InterruptedException {
        var token = Objects.requireNonNullElse(System.getenv(ProcessLaunch.TOKEN), "");
        var server = new ProcessServer(ProcessLaunch.connect(arguments[0]));
        var reader = Thread.ofPlatform().daemon().name("parent JVM").start(server::read);
        server.hello(token);
        var birth = server.awaitBirth();
        Root.parentJvm = new Root.ParentJvm(birth.parent(), birth.debug(), server.terminal);
        server.live(birth);
        reader.join(); // until all has been written
        System.exit(0); // whatever threads the user's code has left
    }
}
