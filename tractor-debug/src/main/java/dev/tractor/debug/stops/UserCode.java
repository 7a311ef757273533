package dev.tractor.debug.stops;

import com.sun.jdi.Location;
import com.sun.jdi.request.ExceptionRequest;
import com.sun.jdi.request.StepRequest;
import dev.tractor.Tractor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which classes are the user's, for a debugger that knows them by their names. Steps pass through the others, and stop only
 * where these call back into code of the user.
 */
final class UserCode {
    private static final List<String> PACKAGES = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.jline.",
            "dev.tractor.debug.",
            "dev.tractor.spi.",
            "dev.tractor.internal.",
            "dev.tractor.test.");

    /** Those of core that share their package with whatever a user may put into it. */
    private final Set<String> core = core();

    /** {@return whether the place is in a line of the user's code} */
    boolean at(Location location) {
        var method = location.method();
        return location.lineNumber() > 0
                && of(location.declaringType().name())
                && (!method.isSynthetic() || method.name().startsWith("lambda$"));
    }

    boolean of(String type) {
        int nested = type.indexOf('$');
        return PACKAGES.stream().noneMatch(type::startsWith)
                && !core.contains(nested < 0 ? type : type.substring(0, nested))
                && !type.contains("$$Lambda");
    }

    /** Has a step pass through all others. */
    void restrict(StepRequest request) {
        patterns().forEach(request::addClassExclusionFilter);
    }

    /** Has errors in all others pass. */
    void restrict(ExceptionRequest request) {
        patterns().forEach(request::addClassExclusionFilter);
    }

    private List<String> patterns() {
        List<String> patterns = new ArrayList<>();
        PACKAGES.forEach(name -> patterns.add(name + "*"));
        core.forEach(name -> {
            patterns.add(name);
            patterns.add(name + "$*");
        });
        return patterns;
    }

    private static Set<String> core() {
        Set<String> names = new LinkedHashSet<>();
        try {
            var source = Path.of(Tractor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(source)) {
                add(source, names);
            } else {
                try (var archive = FileSystems.newFileSystem(source)) {
                    add(archive.getPath("/"), names);
                }
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            // Loaded in some other way: steps then take longer through core, and do not find the code it calls back.
            names.add(Tractor.class.getName());
        }
        return names;
    }

    private static void add(Path root, Set<String> names) throws IOException {
        try (var files = Files.newDirectoryStream(root.resolve("dev").resolve("tractor"), "*.class")) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                if (!name.contains("$")) {
                    names.add("dev.tractor." + name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }
}
