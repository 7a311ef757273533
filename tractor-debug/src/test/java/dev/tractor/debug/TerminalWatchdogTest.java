package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalWatchdogTest {
    @TempDir
    Path directory;

    @Test
    void theShellIsToldWhetherASessionIsOpenAndEndsWithThePipe() throws Exception {
        var heard = directory.resolve("heard");
        var watchdog = TerminalWatchdog.start("echo saved; cat >\"$0\"", heard);
        watchdog.sessionBegins();
        watchdog.sessionEnds();
        watchdog.sessionBegins();
        watchdog.close();
        watchdog.close();
        watchdog.sessionBegins();
        watchdog.shell().orElseThrow().onExit().get(30, TimeUnit.SECONDS);
        assertEquals("open\nclosed\nopen\nclosed\n", Files.readString(heard));
    }

    @Test
    void whatIsNoTerminalIsNotWatched() throws Exception {
        var file = Files.createFile(directory.resolve("file"));
        assertSame(TerminalWatchdog.NONE, TerminalWatchdog.start(TerminalWatchdog.SCRIPT, file));
    }
}
