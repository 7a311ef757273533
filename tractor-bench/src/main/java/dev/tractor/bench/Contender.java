package dev.tractor.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** The systems that are compared, each with what its JVM needs. */
public enum Contender {
    /** This project. */
    TRACTOR("tractor", "dev.tractor.bench.tractor.TractorPrograms", "tractor"),

    /** Virtual threads, {@code StructuredTaskScope} and the queues of the JDK, written by hand. */
    JDK("JDK", "dev.tractor.bench.jdk.JdkPrograms", "jdk", "--enable-preview"),

    /** Apache Pekko, typed. */
    PEKKO("Pekko", "dev.tractor.bench.pekko.PekkoPrograms", "pekko"),

    /** Jox: channels, and actors in scopes. Its class files are marked as preview. */
    JOX("Jox", "dev.tractor.bench.jox.JoxPrograms", "jox", "--enable-preview"),

    /** Vert.x: verticles and the event bus. */
    VERTX("Vert.x", "dev.tractor.bench.vertx.VertxPrograms", "vertx"),

    /** kotlinx.coroutines. */
    KOTLIN("kotlinx.coroutines", "dev.tractor.bench.kotlin.KotlinPrograms", "coroutines"),

    /** Fibry, with fibers. */
    FIBRY("Fibry", "dev.tractor.bench.fibry.FibryPrograms", "fibry");

    /** Which the build has written: the name of a system, and its version. */
    private static final Properties VERSIONS = versions();

    private final String title;
    private final String programs;
    private final String versionKey;

    @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
    private final List<String> flags;

    Contender(String title, String programs, String versionKey, String... flags) {
        this.title = title;
        this.programs = programs;
        this.versionKey = versionKey;
        this.flags = List.of(flags);
    }

    /** {@return what people call it} */
    public String title() {
        return title;
    }

    /** {@return its version} */
    public String version() {
        return this == JDK ? Runtime.version().toString() : VERSIONS.getProperty(versionKey);
    }

    /** {@return the options that its JVM needs besides those of all} */
    public List<String> flags() {
        return flags;
    }

    /** {@return its programs; looked up by name, because some are compiled by another compiler, or with other options} */
    Programs programs() throws ReflectiveOperationException {
        return Class.forName(programs)
                .asSubclass(Programs.class)
                .getConstructor()
                .newInstance();
    }

    private static Properties versions() {
        var versions = new Properties();
        try (InputStream in = Contender.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("versions.properties is missing beside " + Contender.class
                        + "; build with Maven, which writes it");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
