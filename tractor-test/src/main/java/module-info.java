/** A JUnit extension for tests of concurrent code: a tree of its own for each test, and nothing left behind. */
module dev.tractor.test {
    requires transitive dev.tractor;
    requires transitive org.junit.jupiter.api;
    requires java.instrument;
    requires java.logging;
    requires java.management;
    requires jdk.attach;
    requires jdk.management;
    requires static dev.tractor.debug;
    requires static org.jspecify;

    exports dev.tractor.test;
}
