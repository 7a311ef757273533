import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Carries the version from the file VERSION, where a person writes it, to .mvn/maven.config, where Maven reads it.
 *
 * <p>Run at the top of the repository: {@code java bin/Version.java} copies, {@code java bin/Version.java 0.2.0}
 * writes VERSION first. Needs Java 17 and nothing else.
 */
public final class Version {

    private static final String WELL_FORMED = "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.]+)?";
    private static final String OPTION = "-Drevision=";

    private Version() {}

    public static void main(String[] args) throws IOException {
        Path versionFile = Path.of("VERSION");
        Path mavenConfig = Path.of(".mvn", "maven.config");
        if (args.length > 1) {
            fail("usage: java bin/Version.java [version]");
        }
        if (!Files.isRegularFile(versionFile) || !Files.isRegularFile(mavenConfig)) {
            fail("VERSION or .mvn/maven.config is not here; run this at the top of the repository");
        }
        String version =
                args.length == 1 ? args[0] : Files.readString(versionFile).strip();
        if (!version.matches(WELL_FORMED)) {
            fail("'" + version + "' is not a version; write it like 0.2.0 or 0.2.0-SNAPSHOT");
        }
        Files.writeString(versionFile, version + "\n");
        Files.writeString(mavenConfig, withRevision(Files.readString(mavenConfig), version));
        System.out.println("version " + version);
    }

    /** Replaces the revision and keeps every other option, or adds the revision when there is none. */
    private static String withRevision(String config, String version) {
        StringBuilder result = new StringBuilder();
        boolean replaced = false;
        for (String line : config.lines().toList()) {
            boolean revision = line.startsWith(OPTION);
            result.append(revision ? OPTION + version : line).append('\n');
            replaced |= revision;
        }
        return replaced
                ? result.toString()
                : result.append(OPTION).append(version).append('\n').toString();
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }
}
