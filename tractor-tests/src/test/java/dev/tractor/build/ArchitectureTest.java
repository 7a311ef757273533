package dev.tractor.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The layers between and inside the modules, as far as class files and source files show them. */
class ArchitectureTest {

    private static final int LONGEST_FILE = 600;

    private static final JavaClasses CORE =
            new ClassFileImporter().importPaths(List.of(Repository.classes("tractor-core")));
    private static final JavaClasses ALL = new ClassFileImporter().importPaths(Repository.allClasses());
    private static final JavaClasses TESTS = new ClassFileImporter().importPaths(Repository.allTestClasses());

    @Test
    void onlyOneClassKnowsStructuredTaskScope() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.tractor.internal.DirectCalls")
                .and()
                .doNotHaveFullyQualifiedName("dev.tractor.internal.DirectCalls$Configure")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.StructuredTaskScope(\\$.*)?")
                .check(ALL);
    }

    @Test
    void onlyTheSystemClockReadsTimeOrSleeps() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.tractor.internal.SystemClock")
                .should()
                .callMethodWhere(Calls.to(Thread.class, "sleep"))
                .orShould()
                .callMethodWhere(Calls.to(System.class, "nanoTime"))
                .orShould()
                .callMethodWhere(Calls.to(System.class, "currentTimeMillis"))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(CompletableFuture.class)
                .check(CORE);
    }

    @Test
    void coreDoesNotKnowTheConsoleOrTheTestKit() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tractor.debug..", "dev.tractor.test..")
                .check(CORE);
    }

    @Test
    void coreDependsOnTheJdkAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax..",
                        "jdk..",
                        "org.jspecify..",
                        "dev.tractor",
                        "dev.tractor.internal..",
                        "dev.tractor.spi..")
                .check(CORE);
    }

    @Test
    void noTestIsDisabled() {
        noClasses().should().beAnnotatedWith(Disabled.class).check(TESTS);
        noMethods().should().beAnnotatedWith(Disabled.class).check(TESTS);
    }

    @Test
    void noSourceFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            try (var lines = Files.lines(file)) {
                long count = lines.count();
                if (count > LONGEST_FILE) {
                    tooLong.add(Repository.ROOT.relativize(file) + " has " + count + " lines");
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>(Repository.filesBelow(Repository.ROOT.resolve("bin"), ".java"));
        try (var modules = Files.newDirectoryStream(Repository.ROOT, "tractor-*")) {
            for (Path module : modules) {
                if (Files.isDirectory(module.resolve("src"))) {
                    sources.addAll(Repository.filesBelow(module.resolve("src"), ".java"));
                }
            }
        }
        return sources;
    }
}
