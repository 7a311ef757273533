package dev.tractor.build;

import dev.tractor.pty.PtyProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A script of {@code docs/sessions}: a program, what a person enters at its prompts, and the blocks of a page that show it.
 * {@code docs/sessions/README.md} says how it is written.
 *
 * @param name the name of the file
 * @param page the page it is shown on, in the repository
 * @param program what is run: the name of an example, or a source file in the repository, and arguments
 * @param options of {@code java}
 * @param status what it ends with
 * @param lines what the person does
 */
record CapturedSession(
        String name, String page, List<String> program, List<String> options, int status, List<String> lines) {
    static final Path DIRECTORY = Repository.ROOT.resolve("docs/sessions");
    static final String ENDING = ".session";

    /** Where what is on no page begins; no block has such a name. */
    private static final String REST = "@rest";

    private static final List<List<String>> LEVELS = List.of(
            List.of(),
            List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"),
            List.of(
                    "--add-opens",
                    "java.base/java.lang=ALL-UNNAMED",
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y"));

    /** What differs from one run to the next. */
    private static final Pattern IDENTITY = Pattern.compile("(?<=[\\w$\\])])@([0-9a-f]{5,8})\\b");

    /** Where such a number has made a line too long, that depends on how long it is. */
    private static final Pattern CUT = Pattern.compile("(?m)^([^@\\n]*@\\d+\\b).*\u2026$");

    private static final Pattern HIDDEN = Pattern.compile("\\$\\$Lambda/0x[0-9a-f]+");

    /** Numbers of lines that change with tractor and the JDK. */
    private static final Pattern FOREIGN_LINE = Pattern.compile(
            "(?<![\\w.$/])((?:java\\.|jdk\\.|dev\\.tractor\\.(?!examples))[^\\s(]+\\(\\w+\\.java):\\d+\\)");

    /** All of them, in alphabetical order. */
    static List<CapturedSession> all() throws IOException {
        var sessions = new ArrayList<CapturedSession>();
        for (var file : Repository.filesBelow(DIRECTORY, ENDING)) {
            sessions.add(parse(file.getFileName().toString().replace(ENDING, ""), Files.readAllLines(file)));
        }
        return sessions;
    }

    static CapturedSession parse(String name, List<String> text) {
        var lines = text.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        int body = lines.indexOf("---");
        if (body < 0) {
            throw new IllegalArgumentException(
                    name + ENDING + " has no line \"---\" between its head and what is entered");
        }
        Map<String, String> head = new HashMap<>();
        for (var line : lines.subList(0, body)) {
            var parts = line.split(":", 2);
            if (parts.length < 2
                    || !List.of("page", "program", "level", "options", "status").contains(parts[0])) {
                throw new IllegalArgumentException(
                        name + ENDING + ": \"" + line + "\" is none of page:, program:, level:, options: and status:");
            }
            head.put(parts[0], parts[1].strip());
        }
        var options = new ArrayList<>(LEVELS.get(Integer.parseInt(head.getOrDefault("level", "2")) - 1));
        options.addAll(words(head.getOrDefault("options", "")));
        var deeds = lines.subList(body + 1, lines.size());
        if (deeds.isEmpty() || !deeds.getFirst().startsWith("@block ")) {
            throw new IllegalArgumentException(
                    name + ENDING + " has to begin with \"@block\" and a name, behind \"---\"");
        }
        return new CapturedSession(
                name,
                head.getOrDefault("page", "docs/debugging.md"),
                words(head.getOrDefault("program", "")),
                options,
                Integer.parseInt(head.getOrDefault("status", "0")),
                deeds);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /** What is entered at prompts. */
    List<String> entered() {
        return lines.stream().filter(line -> !line.startsWith("@")).toList();
    }

    /** The names of its blocks, as they stand on the page. */
    List<String> blocks() {
        return lines.stream()
                .filter(line -> line.startsWith("@block "))
                .map(line -> name + "/" + line.substring("@block ".length()))
                .toList();
    }

    /**
     * Runs it, in a JVM of its own at a terminal.
     *
     * @param home where the program keeps what it keeps for its user
     * @return what was on the screen, by block; every line ends with a line break
     */
    Map<String, String> play(Path home) throws Exception {
        var java = new ArrayList<>(options);
        java.add("-Djava.util.logging.SimpleFormatter.format=%4$s %3$s: %5$s%6$s%n");
        var main = program.getFirst();
        var command = new ArrayList<>(program);
        command.set(0, main.endsWith(".java") ? main : "dev.tractor.examples." + main);
        try (var terminal = PtyProgram.start(home, Repository.ROOT, java, command)) {
            var person = new Person(terminal);
            for (var line : lines) {
                person.does(line);
            }
            return cut(terminal.end(status), person.starts);
        }
    }

    /** Who carries out the script. */
    private final class Person {
        private final PtyProgram terminal;

        /** The lines in which the blocks begin. */
        private final Map<String, Integer> starts = new LinkedHashMap<>();

        /** Whether the prompt has been seen that the next line is for. */
        private boolean atPrompt;

        Person(PtyProgram terminal) {
            this.terminal = terminal;
        }

        void does(String line) throws Exception {
            var words = line.split(" ", 2);
            switch (words[0]) {
                case "@block" -> {
                    boolean first = starts.isEmpty();
                    starts.put(name + "/" + words[1], first ? 0 : awaitPrompt());
                }
                case "@rest" -> starts.put(REST, awaitPrompt());
                case "@expect" -> terminal.expect(words[1]);
                case "@expect-line" -> terminal.expect("\n" + words[1]);
                case "@ctrl-c" -> press("\u0003");
                case "@tab" -> press("\t");
                case "@type" -> {
                    var _ = awaitPrompt();
                    terminal.type(words[1]);
                }
                default -> {
                    if (line.startsWith("@")) {
                        throw new IllegalArgumentException(name + ENDING + ": there is no " + words[0]
                                + "; there are @block NAME, @rest, @expect TEXT, @expect-line TEXT, @type TEXT, @tab and"
                                + " @ctrl-c");
                    }
                    var _ = awaitPrompt();
                    press(line + "\r");
                }
            }
        }

        private int awaitPrompt() throws InterruptedException {
            int at = atPrompt ? terminal.promptLine() : terminal.expectAnyPrompt();
            atPrompt = true;
            return at;
        }

        private void press(String keys) throws IOException {
            terminal.type(keys);
            atPrompt = false;
        }
    }

    private static Map<String, String> cut(String screen, Map<String, Integer> starts) {
        var lines = normal(screen).lines().toList();
        var blocks = new LinkedHashMap<String, String>();
        var begun = List.copyOf(starts.entrySet());
        for (int i = 0; i < begun.size(); i++) {
            int to = i + 1 < begun.size() ? begun.get(i + 1).getValue() : lines.size();
            var text = lines.subList(begun.get(i).getValue(), to).stream()
                    .collect(Collectors.joining("\n"))
                    .strip();
            blocks.put(begun.get(i).getKey(), text + "\n");
        }
        blocks.remove(REST);
        return blocks;
    }

    /** The same whenever and wherever it runs. Every line stays a line. */
    static String normal(String screen) {
        var numbers = new HashMap<String, Integer>();
        var text = IDENTITY.matcher(screen)
                .replaceAll(found -> "@" + numbers.computeIfAbsent(found.group(1), _ -> numbers.size() + 1));
        text = HIDDEN.matcher(text).replaceAll("\\$\\$Lambda");
        text = CUT.matcher(text).replaceAll("$1 \u2026");
        return FOREIGN_LINE.matcher(text).replaceAll("$1)");
    }
}
