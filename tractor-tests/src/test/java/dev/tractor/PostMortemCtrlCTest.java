package dev.tractor;

import dev.tractor.test.CtrlCAtEveryPrompt;
import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.ScriptedTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/** {@link PostMortemTest} at a terminal, with ctrl-c at every prompt. */
@Tag("terminal")
@Tag("slow")
class PostMortemCtrlCTest extends PostMortemTest {
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
    void anErrorIsNeeded() {} // opens no session

    @Override
    void withoutATerminalItIsLoggedAndPassedOver(Nursery n, LogCapture log) {} // at none

    @Override
    void withinTheTasksOwnSessionItIsPassedOver() {} // brings a console of its own

    @Override
    void atATerminalItSaysThatTheErrorWasCaughtAndCtrlCHarmsNobody(
            Nursery n, ScriptedTerminal terminal) {} // does it itself
}
