package dev.tractor.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** Runs a program to its end and keeps what it printed. */
final class Program {

    private static final long LIMIT_SECONDS = 120;

    /** What is left of a program that ended: its status, and its standard output followed by its errors. */
    record Result(int status, String output) {}

    private Program() {}

    /** Runs a command with these variables on top of the environment of the tests; an empty value removes one. */
    static Result run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " did not end; it printed: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Compiles a program of bin for the oldest Java it promises to run on. */
    static void compile(String name, Path target) {
        Path source = Repository.ROOT.resolve("bin").resolve(name + ".java");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", target.toString(), source.toString());
        if (status != 0) {
            throw new AssertionError(source + " does not compile");
        }
    }

    /** Runs a compiled program of bin in a directory. */
    static Result java(Path classes, Path directory, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classes.toString(), name));
        command.addAll(List.of(arguments));
        return run(directory, Map.of(), command);
    }
}
