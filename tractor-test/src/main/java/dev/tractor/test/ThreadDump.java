package dev.tractor.test;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some threads are doing. JUnit's own dump does not show virtual threads; the JDK's diagnostic one does, with the
 * scopes they belong to and what they are parked on, but it only writes to a file.
 */
final class ThreadDump {
    private static final int FRAMES = 12;

    private ThreadDump() {}

    /** Describes those of {@code threads} that are alive, as text that ends with a line break. */
    static String of(Collection<Thread> threads) {
        var wanted = new HashSet<String>();
        threads.forEach(thread -> wanted.add(Long.toString(thread.threadId())));
        try {
            return render(Json.read(take()), wanted);
        } catch (IOException | RuntimeException e) {
            return "no thread dump could be taken: " + e + "\n";
        }
    }

    private static String take() throws IOException {
        var directory = Files.createTempDirectory("tractor-test");
        var file = directory.resolve("threads.json"); // the JDK insists on making the file
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private static String render(Object dump, Set<String> wanted) {
        var text = new StringBuilder();
        for (var container : list(map(map(dump).get("threadDump")).get("threadContainers"))) {
            for (var thread : list(map(container).get("threads"))) {
                if (wanted.contains(String.valueOf(map(thread).get("tid")))) {
                    render(text, map(thread), String.valueOf(map(container).get("container")));
                }
            }
        }
        return text.toString();
    }

    private static void render(StringBuilder text, Map<?, ?> thread, String container) {
        text.append(name(String.valueOf(thread.get("name")), Long.parseLong(String.valueOf(thread.get("tid")))));
        text.append(' ').append(thread.get("state")).append(", in ").append(withoutHash(container));
        if (thread.get("parkBlocker") instanceof Map<?, ?> blocker) {
            text.append(", parked on ").append(blocker.get("object"));
        }
        for (var key : List.of("blockedOn", "waitingOn")) {
            if (thread.get(key) != null) {
                text.append(key.equals("blockedOn") ? ", blocked on " : ", waiting on ")
                        .append(thread.get(key));
            }
        }
        text.append('\n');
        var frames = list(thread.get("stack")).stream().map(String::valueOf).toList();
        frames.stream()
                .limit(FRAMES)
                .forEach(frame -> text.append("    at ").append(frame).append('\n'));
        if (frames.size() > FRAMES) {
            // the user's frames may lie below many of the JDK's
            firstOfInterest(frames)
                    .filter(frame -> frames.indexOf(frame) >= FRAMES)
                    .ifPresent(frame ->
                            text.append("    ...\n    at ").append(frame).append('\n'));
            text.append("    ... ").append(frames.size()).append(" frames in all\n");
        }
    }

    /** Names a thread that may have no name. */
    static String name(String name, long id) {
        return '"' + name + "\" #" + id;
    }

    /** The innermost frame outside of the JDK and of tractor itself. */
    static Optional<String> firstOfInterest(List<String> frames) {
        return frames.stream()
                .filter(frame -> {
                    var type = frame.substring(frame.lastIndexOf('/') + 1);
                    return !frame.startsWith("java.")
                            && !frame.startsWith("jdk.")
                            && !type.matches(
                                    "dev\\.tractor\\.((internal|test\\.sim|test\\.agent|boot)\\.)?[A-Z].*|dev\\.tractor\\.test\\.Simulat(ed|ion)[A-Z.].*");
                })
                .findFirst();
    }

    private static String withoutHash(String container) {
        int slash = container.indexOf('/');
        return slash < 0 ? container : container.substring(0, slash);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
