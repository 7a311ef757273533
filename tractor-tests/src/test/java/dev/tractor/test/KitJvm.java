package dev.tractor.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that may simulate, for what is read or changed once in a JVM. */
final class KitJvm {
    private KitJvm() {}

    /** Runs the {@code main} of a class with the class path of the tests; what it prints on standard error is dropped. */
    static Process start(Class<?> program, List<String> properties, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(Agent.FLAGS.split(" ")));
        command.addAll(properties);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for its end. @return what it has printed */
    static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
