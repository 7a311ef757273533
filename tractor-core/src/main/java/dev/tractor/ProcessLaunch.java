package dev.tractor;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts one child JVM and has it connect to this one, by a socket in a directory that only this user can enter. Who connects
 * says the token that the child was given. Nothing listens any more once the child has connected.
 */
final class ProcessLaunch implements AutoCloseable {
    /** The variable that has the token. Nobody but the same user can read it, unlike an argument. */
    static final String TOKEN = "TRACTOR_CHILD_TOKEN";

    /** Those of this JVM that are alive, so that they end with it, whatever it ends by. */
    private static final ConcurrentSkipListMap<Long, Process> ALIVE = new ConcurrentSkipListMap<>();

    private static final Path SHELL = Path.of("/bin/sh");

    /** What concerns this JVM's place at the terminal, or what it is itself. */
    private static final Set<String> NOT_INHERITED = Set.of("tractor.launcher", "tractor.console", "tractor.debug");

    private static final int LOOK_MILLIS = 50;

    final Process process;

    /** What passes its output on, where it has not the streams of this JVM. */
    private final List<ProcessOutput> output = new ArrayList<>();

    private final Path directory;
    private final ServerSocketChannel server;
    private final String token = UUID.randomUUID().toString();

    /**
     * @param name for whom it is, in the names of threads
     * @param outputs what becomes of its output
     * @throws IOException when there can be no socket or no process
     */
    ProcessLaunch(String name, ProcessOptions options, Outputs outputs) throws IOException {
        var made = directory();
        try {
            directory = made;
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                var socket = directory.resolve("s");
                server.bind(UnixDomainSocketAddress.of(socket));
                var builder = new ProcessBuilder(command(options, outputs, socket))
                        .redirectOutput(outputs.out ? Redirect.PIPE : Redirect.INHERIT)
                        .redirectError(outputs.errors ? Redirect.PIPE : Redirect.INHERIT);
                builder.environment().put(TOKEN, token);
                process = builder.start();
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            remove(made);
            throw e;
        }
        ALIVE.put(process.pid(), process);
        if (outputs.out) {
            output.add(ProcessOutput.start("tractor-output " + name, process.getInputStream(), () -> System.out));
        }
        if (outputs.errors) {
            output.add(ProcessOutput.start("tractor-errors " + name, process.getErrorStream(), () -> System.err));
        }
        process.getOutputStream().close(); // there is nothing on its standard input
    }

    /**
     * What becomes of a child's output: passed on by this JVM, for a console that keeps it off its prompts, or written where
     * this JVM's own goes.
     *
     * @param out whether its standard output is passed on
     * @param errors whether its standard error is
     */
    record Outputs(boolean out, boolean errors) {
        /** Both are written where those of this JVM go. */
        static final Outputs INHERITED = new Outputs(false, false);

        /** {@return the options that have it write what this JVM reads} A terminal may have another encoding than a pipe. */
        List<String> encodings() {
            var encodings = new ArrayList<String>();
            if (out) {
                encodings.add("-Dstdout.encoding=" + System.out.charset().name());
            }
            if (errors) {
                encodings.add("-Dstderr.encoding=" + System.err.charset().name());
            }
            return encodings;
        }
    }

    /** The path of a socket has room for about a hundred characters. */
    private static Path directory() throws IOException {
        var usual = Path.of(System.getProperty("java.io.tmpdir"));
        var within = usual.toString().length() > 60 && Files.isDirectory(Path.of("/tmp")) ? Path.of("/tmp") : usual;
        return Files.createTempDirectory(within, "tractor-"); // for this user alone
    }

    // The command.

    private static List<String> command(ProcessOptions options, Outputs outputs, Path socket) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SHELL)) {
            // ctrl-c goes to all processes of a terminal; what it means is for the topmost JVM to say
            command.addAll(List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$@\"", "sh"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(opened());
        command.addAll(outputs.encodings());
        command.addAll(options.jvmArguments());
        var names = new ArrayList<>(System.getProperties().stringPropertyNames());
        names.sort(null);
        for (var name : names) {
            if (name.startsWith("tractor.") && !NOT_INHERITED.contains(name)) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        command.addAll(program());
        command.add(socket.toString());
        return command;
    }

    /** What the console needs to read variables, when it has that here. */
    private static List<String> opened() {
        var base = Object.class.getModule();
        var core = ProcessLaunch.class.getModule();
        var console = core.isNamed() && core.getLayer() != null
                ? core.getLayer().findModule("dev.tractor.debug").orElse(core)
                : core;
        return base.isOpen("java.lang", console)
                ? List.of(
                        "--add-opens", "java.base/java.lang=" + (console.isNamed() ? console.getName() : "ALL-UNNAMED"))
                : List.of();
    }

    /** Core as it runs here: as a module, or from the class path. */
    private static List<String> program() {
        var program = new ArrayList<String>();
        var classes = System.getProperty("java.class.path", "");
        var modules = System.getProperty("jdk.module.path");
        if (!classes.isEmpty()) {
            program.addAll(List.of("-cp", absolute(classes)));
        }
        if (modules != null) {
            program.addAll(List.of("-p", absolute(modules)));
            var main = System.getProperty("jdk.module.main");
            if (main != null) {
                program.addAll(List.of("--add-modules", main));
            }
        }
        var module = ProcessMain.class.getModule();
        program.addAll(
                module.isNamed()
                        ? List.of("-m", module.getName() + "/" + ProcessMain.class.getName())
                        : List.of(ProcessMain.class.getName()));
        return program;
    }

    private static String absolute(String path) {
        var parts = new ArrayList<String>();
        for (var part : path.split(File.pathSeparator)) {
            parts.add(part.isEmpty() ? part : Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }

    // Connecting.

    /** Waits until the child has connected. @return null when it has ended instead */
    @Nullable
    FrameChannel accept() throws IOException {
        try (var selector = Selector.open()) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            while (process.isAlive()) {
                selector.select(LOOK_MILLIS);
                selector.selectedKeys().clear();
                var connected = server.accept();
                if (connected != null) {
                    return new FrameChannel(connected);
                }
            }
            return null;
        }
    }

    /** Whether the first frame of one who has connected says that it is the child. */
    boolean isFromChild(Frame frame) {
        return frame.kind() == Frame.Kind.HELLO && new String(frame.body(), Frame.TEXT).equals(token);
    }

    /** Connects to the JVM that has started this one. */
    static FrameChannel connect(String socket) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        return new FrameChannel(channel);
    }

    /** Listens no more. */
    void stopListening() {
        try {
            server.close();
        } catch (IOException e) {
            Log.debug(() -> "a socket could not be closed: " + e);
        }
        remove(directory);
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            Log.debug(() -> directory + " could not be removed: " + e);
        }
    }

    // Ending.

    /**
     * Waits until all that the process has written is where it belongs, now that it has ended; gives up when nothing has come
     * or gone for {@code patience}.
     */
    void awaitOutput(Duration patience) throws InterruptedException {
        for (var stream : output) {
            stream.awaitEnd(patience);
        }
    }

    /** The process has ended. */
    @Override
    public void close() {
        stopListening();
        ALIVE.remove(process.pid());
    }

    /** Kills all child JVMs of this one, which is about to end, and waits until they are gone. */
    static void killAll() throws InterruptedException {
        for (var process : ALIVE.values()) {
            process.destroyForcibly();
        }
        for (var process : ALIVE.values()) {
            process.waitFor();
        }
    }
}
