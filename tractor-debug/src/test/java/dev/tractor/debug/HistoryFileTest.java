package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    Path home;

    @Test
    void itIsPrivateAndBelowTheHomeDirectory() throws Exception {
        var file = HistoryFile.of(home.toString(), _ -> null).orElseThrow();
        assertEquals(home.resolve(".local/state/tractor/history"), file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void theStateDirectoryOfTheEnvironmentComesFirst() {
        var file = HistoryFile.of("/nowhere", _ -> home.toString());
        assertEquals(Optional.of(home.resolve("tractor/history")), file);
        assertEquals(file, HistoryFile.of("/nowhere", _ -> home.toString()));
    }

    @Test
    void withoutAPlaceThereIsNone() throws Exception {
        var inTheWay = Files.createFile(home.resolve("tractor"));
        assertEquals(Optional.empty(), HistoryFile.of(null, _ -> null));
        assertEquals(Optional.empty(), HistoryFile.of(null, _ -> home.toString()));
        assertEquals(0, Files.size(inTheWay));
    }
}
