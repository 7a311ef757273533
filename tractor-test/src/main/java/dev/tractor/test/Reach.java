package dev.tractor.test;

import dev.tractor.Nursery;
import dev.tractor.test.agent.TimeAgent;
import java.lang.module.ModuleDescriptor.Exports;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The way to the inside of core. Core's module lets in that of the test kit by its name. A build tool that tests a module
 * may put core on the module path, because that module needs it, and the kit on the class path, where it has no name.
 */
final class Reach {
    private static final String KIT = "dev.tractor.test";

    private Reach() {}

    /**
     * Makes sure that there is one.
     *
     * @throws IllegalStateException when there is none and no agent that can make it; says what to do
     */
    static void ensure() {
        var core = Nursery.class.getModule();
        var missing = missing(core);
        if (!missing.isEmpty() && Agent.ready()) {
            TimeAgent.export(core, missing);
            missing = missing(core);
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("core is on the module path and the test kit on the class path, where it is"
                    + " not let in; say <useModulePath>false</useModulePath> in the configuration of"
                    + " maven-surefire-plugin, or start the JVM of the tests with " + Agent.FLAGS + ", or with "
                    + missing.stream()
                            .sorted()
                            .map(name -> "--add-exports " + core.getName() + "/" + name + "=ALL-UNNAMED")
                            .collect(Collectors.joining(" ")));
        }
    }

    /** What core exports to the kit under its name, and not to what the kit is now. */
    private static Set<String> missing(Module core) {
        var kit = Reach.class.getModule();
        return !core.isNamed() || kit.isNamed()
                ? Set.of()
                : core.getDescriptor().exports().stream()
                        .filter(exports -> exports.targets().contains(KIT))
                        .map(Exports::source)
                        .filter(name -> !core.isExported(name, kit))
                        .collect(Collectors.toSet());
    }
}
