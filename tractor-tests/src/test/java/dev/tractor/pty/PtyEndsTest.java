package dev.tractor.pty;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a program ends that has used a real terminal, the terminal has its mode back. */
@Tag("terminal")
@Tag("slow")
class PtyEndsTest {
    @TempDir
    Path home;

    /** What it does behind its breakpoint, the status it ends with, and what ends it, at the prompt. */
    enum End {
        RETURN("returns", 0, p -> p.enter("continue")),
        ERROR("fails", 1, p -> p.enter("continue")),
        QUIT("sleeps", 1, p -> p.enter("quit")),
        END_OF_INPUT("returns", 0, p -> p.type("\u0004")),
        EXIT("sleeps", 3, p -> p.enter("System.exit(3)")),
        HALT("sleeps", 4, p -> p.enter("Runtime.getRuntime().halt(4)")),
        TERM("sleeps", 143, p -> p.process().destroy()),
        KILL("sleeps", 137, p -> p.process().destroyForcibly()),
        CTRL_C("sleeps", 1, p -> {
            p.enter("continue");
            p.expect("went on");
            p.ctrlC();
        });

        private final String program;
        private final int status;
        private final Deed deed;

        End(String program, int status, Deed deed) {
            this.program = program;
            this.status = status;
            this.deed = deed;
        }
    }

    private interface Deed {
        void by(PtyProgram program) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    @Scenario("I11")
    void theTerminalHasItsModeBack(End end) throws Exception {
        try (var program = PtyProgram.start(home, List.of(), Stopping.class, end.program)) {
            program.expectPrompt("/stopper");
            assertFalse(program.hasModeOfBefore(), "at a prompt it should have another mode");
            end.deed.by(program);
            program.end(end.status);
            program.expectModeOfBefore();
            assertTrue(program.hasModeOfBefore());
        }
    }
}
