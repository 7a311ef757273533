package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit on a JDK that is not as it knows it: this one, with a class patched. */
@Tag("slow")
class OtherJdkTest {
    private static final String BUILDER = "java/lang/ThreadBuilders$VirtualThreadBuilder.class";

    @TempDir
    Path patch;

    @Test
    void withoutTheConstructorTestsRunOnRealThreadsAndALineSaysWhy() throws Exception {
        patch((builder, element) -> {
            if (!isConstructor(element)) {
                builder.with(element);
            }
        });
        assertFallsBack("java.lang.NoSuchMethodException: java.lang.ThreadBuilders$VirtualThreadBuilder.<init>("
                + "java.util.concurrent.Executor)");
    }

    @Test
    void aConstructorThatDoesSomethingElseIsFoundOutInTime() throws Exception {
        patch(ClassTransform.transformingMethodBodies(OtherJdkTest::isConstructor, OtherJdkTest::forget));
        assertFallsBack("java.lang.IllegalStateException: a small simulation went wrong: [ENDED, 0, 0]");
    }

    private void assertFallsBack(String obstacle) throws Exception {
        assertEquals(
                "@TractorTest runs each test once, on real threads, because the simulation, which is made for JDK 25, does"
                        + " not work on this one, " + Runtime.version() + " (" + obstacle + "); run the tests on a JDK"
                        + " 25, or with -Dtractor.test.mode=real\n1 passed, 1 run\n",
                run());
    }

    private static boolean isConstructor(ClassElement element) {
        return element instanceof MethodModel method
                && method.methodName().equalsString("<init>")
                && method.methodType().equalsString("(Ljava/util/concurrent/Executor;)V");
    }

    /** Lets the scheduler that was given fall. */
    private static void forget(java.lang.classfile.CodeBuilder code, CodeElement element) {
        if (element instanceof FieldInstruction field && field.opcode() == Opcode.PUTFIELD) {
            code.pop2();
        } else {
            code.with(element);
        }
    }

    private void patch(ClassTransform change) throws IOException {
        byte[] file;
        try (var in = Object.class.getModule().getResourceAsStream(BUILDER)) {
            file = in.readAllBytes();
        }
        var target = patch.resolve(BUILDER);
        Files.createDirectories(target.getParent());
        var files = ClassFile.of();
        Files.write(target, files.transformClass(files.parse(file), change));
    }

    /** All that a JVM with the patch prints. */
    private String run() throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--patch-module", "java.base=" + patch, "-Xshare:auto", "-XX:-PrintWarnings"));
        command.addAll(List.of(Agent.FLAGS.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor() == 0, output);
        return output.replace(System.lineSeparator(), "\n");
    }

    /** What runs there. */
    static final class Program {
        private static final AtomicInteger RUNS = new AtomicInteger();

        public static void main(String[] args) {
            var tests = Planted.simulate(Plain.class, Map.of()).testEvents();
            System.out.println(tests.succeeded().count() + " passed, " + RUNS + " run");
        }
    }

    static class Plain {
        @TractorTest
        void test() {
            Program.RUNS.incrementAndGet();
        }
    }
}
