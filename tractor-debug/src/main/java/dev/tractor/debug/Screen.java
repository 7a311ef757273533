package dev.tractor.debug;

import java.util.List;

/** What a session draws on: this JVM's terminal, or one that is in another JVM. */
interface Screen {

    /** {@return what to draw with} */
    Look look();

    /** {@return how many columns there are now; 0 when there is no limit} Thread-safe. */
    int width();

    /** Keeps an entry of one line or more. Called while no line is read. */
    default void remember(String entry) {}

    /** {@return what was entered, oldest first} Called while no line is read. */
    default List<String> entered() {
        return List.of();
    }
}
