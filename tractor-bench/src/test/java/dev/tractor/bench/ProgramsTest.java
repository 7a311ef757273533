package dev.tractor.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program does the work that its workload describes, run after run. */
class ProgramsTest {
    private static final int RUNS = 3;

    /** The workload of every item in a size for tests, with everybody who is measured at it. */
    static Stream<Arguments> programs() {
        return Catalogue.ITEMS.stream()
                .filter(item -> item.way() != Catalogue.Way.PROCESS && item.way() != Catalogue.Way.CONSOLE)
                .flatMap(item -> item.contenders().stream()
                        .map(contender -> Arguments.of(item.name(), contender, Sizes.tiny(item.workload()))));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("programs")
    void everyRunComesToTheChecksum(String name, Contender contender, Workload workload) throws Exception {
        try (var driver = new Driver(contender, workload)) {
            for (int run = 0; run < RUNS; run++) {
                driver.before();
                long checksum = driver.run();
                driver.after();
                assertEquals(workload.checksum(), checksum);
                if (driver.program() instanceof Program.Timed timed) {
                    int taken = timed.laps().stream().mapToInt(Laps::taken).sum();
                    assertEquals(workload.operations(), taken);
                }
            }
        }
    }

    @Test
    void theSizesOfTheCatalogueDivideEvenly() {
        List<String> wrong = new ArrayList<>();
        for (var item : Catalogue.ITEMS) {
            for (var workload : List.of(item.workload(), item.small())) {
                switch (workload) {
                    case Workload.Tell tell
                    when tell.each() * tell.senders() != tell.messages() -> wrong.add(item.name());
                    case Workload.Ask ask when ask.each() * ask.clients() != ask.asks() -> wrong.add(item.name());
                    case Savina.BoundedBuffer buffer
                    when buffer.share() * buffer.consumers() != buffer.operations() -> wrong.add(item.name());
                    default -> {}
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aRunThatDoesNotDoTheWorkIsNoticed() throws Exception {
        Programs lazy = workload -> Optional.of(() -> workload.checksum() - 1);
        try (var driver = new Driver(lazy, "a lazy system", new Workload.Tell(1, 10))) {
            var failure = assertThrows(IllegalStateException.class, driver::run);
            assertTrue(failure.getMessage().contains("has not done the work"), failure::getMessage);
        }
    }

    @Test
    void whoHasNoProgramForAWorkloadSaysSo() {
        var failure = assertThrows(
                IllegalArgumentException.class, () -> new Driver(Contender.FIBRY, new Workload.Skynet(1)).close());
        assertTrue(failure.getMessage().contains("Fibry has no program for"), failure::getMessage);
    }
}
