import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Joins the fragments of changelog.d into CHANGELOG.md, under the version that the file VERSION names.
 *
 * <p>Run at the top of the repository: {@code java bin/Changelog.java} joins and then deletes the fragments,
 * {@code java bin/Changelog.java --check} only reads them. Either way a fragment that breaks the rules of
 * changelog.d/README.md is named, the exit status is 1, and no file is changed. Needs Java 17 and nothing else.
 */
public final class Changelog {

    /** The groups of a section, in the order in which they are printed. */
    private enum Kind {
        ADDED,
        CHANGED,
        FIXED,
        REMOVED;

        String heading() {
            return "### " + name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** One file of changelog.d; each paragraph of it becomes one entry. */
    private record Fragment(Path file, String id, Kind kind, List<String> entries) {}

    /** A problem that the person who runs the program can repair. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(List<String> problems) {
            super(String.join("\n", problems));
        }
    }

    private static final Pattern FRAGMENT_NAME =
            Pattern.compile("([0-9A-Za-z][0-9A-Za-z_-]*)\\.(added|changed|fixed|removed)\\.md");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** Numbered fragments first, by number; then the named ones, by name. */
    private static final Comparator<Fragment> BY_ID =
            Comparator.comparingLong((Fragment f) -> numberOf(f.id())).thenComparing(Fragment::id);

    private Changelog() {}

    public static void main(String[] args) {
        boolean check = args.length == 1 && args[0].equals("--check");
        if (args.length > 0 && !check) {
            System.err.println("usage: java bin/Changelog.java [--check]");
            System.exit(2);
        }
        try {
            System.out.println(run(Path.of(""), check));
        } catch (Refused e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("cannot join the changelog: " + e);
            System.exit(1);
        }
    }

    private static String run(Path root, boolean check) throws IOException, Refused {
        Path versionFile = root.resolve("VERSION");
        Path directory = root.resolve("changelog.d");
        if (!Files.isRegularFile(versionFile) || !Files.isDirectory(directory)) {
            throw new Refused(List.of("VERSION or changelog.d is not here; run this at the top of the repository"));
        }
        List<Fragment> fragments = read(directory);
        if (check) {
            return fragments.size() + " fragment(s), all well formed";
        }
        Path changelog = root.resolve("CHANGELOG.md");
        String before = Files.exists(changelog) ? Files.readString(changelog) : "# Changelog\n";
        String version = Files.readString(versionFile).strip();
        String after = merge(before, version, fragments);
        if (!after.equals(before)) {
            Path draft = root.resolve("CHANGELOG.md.new");
            Files.writeString(draft, after);
            Files.move(draft, changelog, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Fragment fragment : fragments) {
            Files.delete(fragment.file());
        }
        return fragments.size() + " fragment(s) joined under " + version;
    }

    // Reading fragments

    private static List<Fragment> read(Path directory) throws IOException, Refused {
        List<Path> files;
        try (Stream<Path> listing = Files.list(directory)) {
            files = listing.filter(Changelog::isCandidate).sorted().toList();
        }
        List<Fragment> fragments = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            Matcher name = FRAGMENT_NAME.matcher(file.getFileName().toString());
            if (!name.matches() || !Files.isRegularFile(file)) {
                problems.add(file + ": a fragment is named <id>.<added|changed|fixed|removed>.md");
                continue;
            }
            List<String> entries = entries(Files.readString(file));
            if (entries.isEmpty()) {
                problems.add(file + ": the fragment is empty; write one sentence for users");
            } else if (entries.stream().anyMatch(entry -> entry.startsWith("#"))) {
                problems.add(file + ": a fragment has no headings; its name says the group");
            } else {
                fragments.add(new Fragment(file, name.group(1), Kind.of(name.group(2)), entries));
            }
        }
        if (!problems.isEmpty()) {
            throw new Refused(problems);
        }
        fragments.sort(BY_ID);
        return fragments;
    }

    /** Everything in changelog.d is a fragment, except its README and hidden files. */
    private static boolean isCandidate(Path file) {
        String name = file.getFileName().toString();
        return !name.equals("README.md") && !name.startsWith(".");
    }

    /** The paragraphs of a text, each as the lines of one list item. */
    private static List<String> entries(String text) {
        return Stream.of(text.split("\\R[ \\t]*\\R"))
                .map(String::strip)
                .filter(paragraph -> !paragraph.isEmpty())
                .map(paragraph -> paragraph.startsWith("- ") ? paragraph.substring(2) : paragraph)
                .map(paragraph -> paragraph.replaceAll("\\R[ \\t]*", "\n  "))
                .toList();
    }

    private static long numberOf(String id) {
        return NUMBER.matcher(id).matches() ? Long.parseLong(id) : Long.MAX_VALUE;
    }

    // Merging

    /** Puts the fragments into the section of the version, which is made at the top when there is none. */
    private static String merge(String changelog, String version, List<Fragment> fragments) {
        List<String> lines = changelog.lines().toList();
        int start = indexOf(lines, 0, line -> isHeadingOf(line, version));
        if (start == lines.size()) {
            if (fragments.isEmpty()) {
                return changelog;
            }
            start = indexOf(lines, 0, line -> line.startsWith("## "));
        }
        boolean exists = start < lines.size() && isHeadingOf(lines.get(start), version);
        int end = exists ? indexOf(lines, start + 1, line -> line.startsWith("## ")) : start;
        List<String> section = exists ? lines.subList(start + 1, end) : List.of();

        StringBuilder result = new StringBuilder();
        append(result, lines.subList(0, start));
        append(result, section("## " + version, section, fragments));
        append(result, lines.subList(end, lines.size()));
        return result.toString();
    }

    /** The heading of the version itself, or of the snapshot that becomes it. */
    private static boolean isHeadingOf(String line, String version) {
        return line.equals("## " + version) || line.equals("## " + version + "-SNAPSHOT");
    }

    /** Keeps what the section already says; new entries go after the old ones of their group. */
    private static List<String> section(String heading, List<String> old, List<Fragment> fragments) {
        List<String> preface = new ArrayList<>();
        Map<Kind, List<String>> groups = new EnumMap<>(Kind.class);
        List<String> current = preface;
        for (String line : old) {
            Kind kind = kindOf(line);
            if (kind != null) {
                current = groups.computeIfAbsent(kind, k -> new ArrayList<>());
            } else {
                current.add(line);
            }
        }
        for (Fragment fragment : fragments) {
            List<String> group = groups.computeIfAbsent(fragment.kind(), k -> new ArrayList<>());
            trim(group);
            for (String entry : fragment.entries()) {
                ("- " + entry).lines().forEach(group::add);
            }
        }
        List<String> result = new ArrayList<>(List.of(heading, ""));
        addBlock(result, preface);
        groups.forEach((kind, entries) -> {
            result.add(kind.heading());
            result.add("");
            addBlock(result, entries);
        });
        return result;
    }

    private static Kind kindOf(String line) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.heading().equals(line.strip()))
                .findFirst()
                .orElse(null);
    }

    // Lines

    private static int indexOf(List<String> lines, int from, Predicate<String> wanted) {
        int i = from;
        while (i < lines.size() && !wanted.test(lines.get(i))) {
            i++;
        }
        return i;
    }

    private static void addBlock(List<String> result, List<String> block) {
        trim(block);
        result.addAll(block);
        if (!block.isEmpty()) {
            result.add("");
        }
    }

    private static void trim(List<String> block) {
        while (!block.isEmpty() && block.get(0).isBlank()) {
            block.remove(0);
        }
        while (!block.isEmpty() && block.get(block.size() - 1).isBlank()) {
            block.remove(block.size() - 1);
        }
    }

    /** Appends the lines without their outer blank lines, one blank line after what is there. */
    private static void append(StringBuilder result, List<String> lines) {
        List<String> block = new ArrayList<>(lines);
        trim(block);
        if (block.isEmpty()) {
            return;
        }
        if (result.length() > 0) {
            result.append('\n');
        }
        block.forEach(line -> result.append(line).append('\n'));
    }
}
