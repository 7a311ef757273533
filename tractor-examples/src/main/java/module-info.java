/** Runnable programs, one for each capability. */
module dev.tractor.examples {
    requires dev.tractor;
    requires dev.tractor.debug;
    requires static org.jspecify;

    exports dev.tractor.examples;
}
