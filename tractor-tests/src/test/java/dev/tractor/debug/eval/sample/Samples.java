package dev.tractor.debug.eval.sample;

import java.util.List;

/** Makes what the tests, which are in another package, cannot. */
public final class Samples {
    private Samples() {}

    public static Object worker(String best) {
        return new Worker<>(best);
    }

    public static Object desk(Object worker) {
        return ((Worker<?>) worker).new Desk();
    }

    public static Object supplier(Object worker, String word) {
        return ((Worker<?>) worker).supplier(word);
    }

    public static Object without(Object worker, String word) {
        return ((Worker<?>) worker).without(word);
    }

    public static Object cave() {
        return Ground.cave();
    }

    public static Object square(int side) {
        return new Shape.Square(side);
    }

    public static Class<?> shape() {
        return Shape.class;
    }

    public static Object good() {
        return Worker.mood();
    }

    public static Object unnamed() {
        try {
            var constructor = Class.forName("UnnamedSample").getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Its type parameter is what a test needs. */
    static <U extends Number> int generic(List<U> us) {
        return us.size();
    }
}
