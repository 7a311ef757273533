package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published classes are plain Java 25: none carries the mark of a preview feature. */
class ClassFilesTest {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;
    private static final int JAVA_25 = 69;

    @Test
    void everyClassIsPlainJava25AndEveryDescriptorIsReadableOnJava17() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path directory : Repository.allClasses()) {
            List<Path> files = Repository.filesBelow(directory, ".class");
            assertFalse(files.isEmpty(), () -> "no classes in " + directory);
            for (Path file : files) {
                int expected = file.endsWith("module-info.class") ? JAVA_17 : JAVA_25;
                String version = versionOf(file);
                if (!version.equals(expected + ".0")) {
                    wrong.add(Repository.ROOT.relativize(file) + " is " + version);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theClassThatCallsTheScopeByNameIsPublishedAndTheDeclarationsItIsCompiledAgainstAreNot() {
        Path core = Repository.classes("tractor-core");
        assertTrue(Files.isRegularFile(core.resolve("dev/tractor/internal/DirectCalls.class")));
        assertFalse(Files.exists(core.resolve("java")));
    }

    private static String versionOf(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            assertEquals(MAGIC, in.readInt(), file::toString);
            int minor = in.readUnsignedShort();
            int major = in.readUnsignedShort();
            return major + "." + minor;
        }
    }
}
