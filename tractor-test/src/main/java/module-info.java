/** A JUnit extension that makes concurrent tests deterministic. */
module dev.tractor.test {
    requires transitive dev.tractor;
    requires transitive org.junit.jupiter.api;
    requires static dev.tractor.debug;
    requires static org.jspecify;

    exports dev.tractor.test;
}
