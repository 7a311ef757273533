package dev.tractor.debug.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.frames.Frame.Reading;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that were compiled without the names of their variables, and such as changed since. */
@Tag("slow")
class UnnamedVariablesTest {
    private static final String SOURCE = """
            package demo;

            public class Plain implements java.util.function.Function<java.util.function.Supplier<?>, Object> {
                public Object apply(java.util.function.Supplier<?> call) {
                    return work(call, 3, 1L << 40, (byte) 4);
                }

                private Object work(java.util.function.Supplier<?> call, int count, long big, byte small) {
                    double half = big * 0.5;
                    int dead = count * 2;
                    String text = "t" + dead;
                    Object result = call.get();
                    return half > count + big ? text : result;
                }
            }
            """;

    @TempDir
    Path directory;

    @SuppressWarnings("unchecked")
    private Frame frame(String source, String... options) throws Exception {
        compile(source, options);
        try (var loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            var plain = (java.util.function.Function<Supplier<?>, Object>)
                    loader.loadClass("demo.Plain").getConstructor().newInstance();
            // The class is loaded; what its file says from now on need not be true.
            afterLoading.run();
            var places = (List<CallStack.Place>) plain.apply(Captured::places);
            return Objects.requireNonNull(places.getFirst().frame());
        }
    }

    private Runnable afterLoading = () -> {};

    private void compile(String source, String... options) throws Exception {
        var file = Files.writeString(directory.resolve("Plain.java"), source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-d", directory.toString()));
        all.addAll(List.of(options));
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            assertTrue(
                    compiler.getTask(said, files, null, all, null, files.getJavaFileObjects(file))
                            .call(),
                    said::toString);
        }
    }

    private static List<String> texts(Frame frame) {
        return frame.variables().stream()
                .filter(variable -> !variable.type().startsWith("Ljava/util/function"))
                .map(v -> v.name() + " " + v.type() + " " + v.certainty() + " " + v.value())
                .toList();
    }

    @Test
    void slotsStandForVariablesWithoutNames() throws Exception {
        var frame = frame(SOURCE, "-g:source,lines");
        assertEquals("work", frame.method());
        assertEquals(Reading.UNNAMED, frame.reading());
        assertEquals(
                List.of(
                        "slot2 I SURE 3",
                        "slot3 J SURE 1099511627776",
                        "slot5 B SURE 4",
                        "slot6 D SURE 5.49755813888E11",
                        "slot9 Ljava/lang/Object; SURE t6"),
                texts(frame));
    }

    @Test
    void theSameWithNames() throws Exception {
        var frame = frame(SOURCE, "-g");
        assertEquals(Reading.NAMED, frame.reading());
        assertEquals(
                List.of(
                        "count I SURE 3",
                        "big J SURE 1099511627776",
                        "small B SURE 4",
                        "half D SURE 5.49755813888E11",
                        "dead I SURE 6",
                        "text Ljava/lang/String; SURE t6"),
                texts(frame));
    }

    @Test
    void aClassFileThatIsNotWhatWasLoadedNamesNothing() throws Exception {
        afterLoading = () -> {
            try {
                compile(SOURCE.replace("int dead", "\n\n\nint dead"), "-g");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        var frame = frame(SOURCE, "-g");
        assertEquals(Reading.NO_CLASS_FILE, frame.reading());
        assertEquals(List.of(), frame.variables());
    }

    @Test
    void aClassWithoutAFileNamesNothing() throws Exception {
        afterLoading = () -> {
            try {
                Files.delete(directory.resolve("demo/Plain.class"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        var frame = frame(SOURCE, "-g");
        assertEquals(Reading.NO_CLASS_FILE, frame.reading());
        assertEquals(List.of(), frame.variables());
    }
}
