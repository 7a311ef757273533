package dev.tractor.debug;

/** What a session draws on: this JVM's terminal, or one that is in another JVM. */
interface Screen {

    /** {@return what to draw with} */
    Look look();

    /** {@return how many columns there are now; 0 when there is no limit} Thread-safe. */
    int width();
}
