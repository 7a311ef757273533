package dev.tractor;

import dev.tractor.test.CtrlCAtEveryPrompt;
import dev.tractor.test.ScriptedConsole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/** {@link ConsoleScenariosTest} at a terminal, with ctrl-c at every prompt. */
@Tag("terminal")
@Tag("slow")
class ConsoleScenariosCtrlCTest extends ConsoleScenariosTest {
    private CtrlCAtEveryPrompt ctrlC;

    @BeforeEach
    void sitDown(ScriptedConsole console, TestInfo test) {
        ctrlC = CtrlCAtEveryPrompt.at(console, test);
    }

    @AfterEach
    void getUp() {
        ctrlC.close();
    }

    @Override
    void aBreakpointWithinTheTasksOwnSessionIsPassedOver() {} // brings a console of its own
}
