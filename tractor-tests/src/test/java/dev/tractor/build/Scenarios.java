package dev.tractor.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The scenarios that are asked for, in their sections, as {@code scenarios.txt} lists them. That file tells its form.
 *
 * @param sections in the order of the file
 */
record Scenarios(List<Section> sections) {
    private static final Path FILE =
            Repository.ROOT.resolve("tractor-tests/src/test/resources/dev/tractor/build/scenarios.txt");

    private static final Pattern LINE = Pattern.compile("([A-Z]+[0-9]+)( [^ |]+)? \\| ([^|]+?)( \\| (.+))?");
    private static final Pattern STATE = Pattern.compile("(no|pending|building): (.+)");

    /** Some scenarios under one heading. */
    record Section(String title, List<Entry> entries) {}

    /**
     * One scenario.
     *
     * @param id unique
     * @param upstream the test function that is the model; empty for an invariant
     * @param title what happens
     * @param state why there is no test; null when there has to be one
     */
    record Entry(
            String id,
            String upstream,
            String title,
            @Nullable State state) {

        /** The id without its number. */
        String group() {
            return id.replaceAll("[0-9]", "");
        }
    }

    /** Why a scenario has no test. */
    record State(Kind kind, String why) {

        /** What kinds of reasons there are. */
        enum Kind {
            /** It has no meaning here. */
            NO,
            /** The console lacks something for it. */
            PENDING,
            /** What it is about is being built. */
            BUILDING
        }
    }

    static Scenarios read() throws IOException {
        return parse(Files.readAllLines(FILE));
    }

    static Scenarios parse(List<String> lines) {
        var sections = new ArrayList<Section>();
        State common = null;
        for (var line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("== ")) {
                sections.add(new Section(line.substring(3), new ArrayList<>()));
                common = null;
            } else if (sections.isEmpty()) {
                throw new IllegalArgumentException("\"" + line + "\" stands before the first heading");
            } else if (STATE.matcher(line).matches()) {
                common = state(line);
            } else {
                sections.getLast().entries().add(entry(line, common));
            }
        }
        return new Scenarios(sections);
    }

    private static Entry entry(String line, @Nullable State common) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + line + "\" is no scenario; the head of the file says what is");
        }
        var upstream = parts.group(2) == null ? "" : parts.group(2).strip();
        var own = parts.group(5) == null ? common : state(parts.group(5));
        return new Entry(parts.group(1), upstream, parts.group(3), own);
    }

    private static State state(String text) {
        var parts = STATE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no state; the head of the file says what is");
        }
        return new State(State.Kind.valueOf(parts.group(1).toUpperCase(Locale.ROOT)), parts.group(2));
    }

    List<Entry> entries() {
        return sections.stream().flatMap(section -> section.entries().stream()).toList();
    }
}
