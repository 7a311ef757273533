/** Nurseries, tasks, actors, cancel scopes, contexts and streams. */
module dev.tractor {
    requires static org.jspecify;

    exports dev.tractor;
    exports dev.tractor.spi to
            dev.tractor.debug,
            dev.tractor.test;
    exports dev.tractor.internal to
            dev.tractor.debug,
            dev.tractor.test;

    uses dev.tractor.spi.ConsoleProvider;
}
