package dev.tractor.debug.eval.sample;

/** Sealed, with a default method. */
sealed interface Shape {
    int SIDES = 4;

    /** One. */
    record Square(int side) implements Shape {
        private int area() {
            return side * side;
        }
    }

    /** Another. */
    record Circle(int radius) implements Shape {}

    default String name() {
        return "shape " + SIDES;
    }
}
