package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program in a JVM that can be debugged unless a test wants less, with what is entered at its prompts. */
public final class Stepped {
    private static final long LIMIT_SECONDS = 120;

    /** One more for each level beyond the first. */
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y");

    /** Comes at any time. */
    private static final Pattern NOTICE = Pattern.compile("(?m)^\\d+ waits? for the terminal: .*\n");

    private final String out;
    private final int status;

    private Stepped(String out, int status) {
        this.out = out;
        this.status = status;
    }

    /** Runs the program; {@code entered} are the lines, separated by semicolons. */
    public static Stepped run(Class<?> program, List<String> options, String argument, String entered)
            throws IOException, InterruptedException {
        return run(3, program, options, argument, entered);
    }

    /** Runs the program in a JVM that shows as much as there is at that level. */
    public static Stepped atLevel(int level, Class<?> program, String entered)
            throws IOException, InterruptedException {
        return run(level, program, List.of(), "", entered);
    }

    private static Stepped run(int level, Class<?> program, List<String> options, String argument, String entered)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtractor.console=stdin",
                "-Dstdout.encoding=UTF-8",
                "-Dtractor.sources=" + Path.of("src", "test", "java").toAbsolutePath()));
        command.addAll(FLAGS.subList(0, level - 1));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), argument));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            try (var in = process.getOutputStream()) {
                in.write((entered.replace("; ", "\n") + "\n").getBytes(StandardCharsets.UTF_8));
            }
            var out = new byte[1][];
            var reader = Thread.ofPlatform().start(() -> {
                try {
                    out[0] = process.getInputStream().readAllBytes();
                } catch (IOException e) {
                    out[0] = e.toString().getBytes(StandardCharsets.UTF_8);
                }
            });
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            reader.join();
            var text =
                    NOTICE.matcher(new String(out[0], StandardCharsets.UTF_8)).replaceAll("");
            assertTrue(ended, () -> "the program did not end:\n" + text);
            return new Stepped(text, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /** {@return all that it has printed, but for the notices of who waits} */
    public String out() {
        return out;
    }

    /** Checks that these texts are in the output, in this order. */
    public Stepped shows(String... texts) {
        int from = 0;
        for (var text : texts) {
            int found = out.indexOf(text, from);
            assertTrue(found >= 0, () -> "\"" + text + "\" is not there, or not behind the one before, in:\n" + out);
            from = found + text.length();
        }
        return this;
    }

    public Stepped ended(int expected) {
        assertEquals(expected, status, out);
        return this;
    }

    public Stepped lacks(String text) {
        assertTrue(!out.contains(text), () -> "\"" + text + "\" is in:\n" + out);
        return this;
    }
}
