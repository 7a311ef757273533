package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kit where neither {@code tractor-debug} nor JLine is on the class path. */
class WithoutConsoleTest {
    private static final List<String> HIDDEN = List.of("dev.tractor.debug.", "org.jline.");

    /** Loads the kit and its tests itself, so that they see no more than it lets them. */
    private static URLClassLoader withoutConsole() {
        var urls = Stream.of(TractorTest.class, WithoutConsoleTest.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        return new URLClassLoader(urls, WithoutConsoleTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (HIDDEN.stream().anyMatch(name::startsWith)) {
                    throw new ClassNotFoundException(name);
                }
                if (!name.startsWith("dev.tractor.test.")) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    var known = findLoadedClass(name);
                    return known == null ? findClass(name) : known;
                }
            }
        };
    }

    @Test
    void testsThatNeedNoTerminalRun() throws IOException, ClassNotFoundException {
        try (var loader = withoutConsole()) {
            assertEquals(1, Planted.passesOf(loader.loadClass(Plain.class.getName())));
        }
    }

    static class Plain {
        @TractorTest
        void test(Nursery n, ScriptedConsole console) throws InterruptedException {
            n.fork(() -> {}).join();
        }
    }

    @Test
    void aTerminalIsRefusedWithWhatIsMissing() throws IOException, ClassNotFoundException {
        try (var loader = withoutConsole()) {
            var message =
                    Planted.failureOf(loader.loadClass(Asking.class.getName())).getMessage();
            assertTrue(
                    message.endsWith(
                            ": a ScriptedTerminal needs the console of tractor-debug, which is not there; add a test"
                                    + " dependency on dev.tractor:tractor-debug, or use a ScriptedConsole"),
                    message);
        }
    }

    static class Asking {
        @TractorTest
        void test(ScriptedTerminal terminal) {}
    }
}
