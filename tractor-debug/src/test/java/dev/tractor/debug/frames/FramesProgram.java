package dev.tractor.debug.frames;

import java.util.List;
import java.util.Objects;

/** What the tests run in JVMs of their own, because of the options these need. Prints what a frame shows. */
final class FramesProgram {
    private static final int ROUNDS = 200_000;

    private static volatile boolean capture;
    private static Object sink = "";

    private FramesProgram() {}

    private record Point(int x, int y) {}

    public static void main(String[] arguments) {
        System.out.println("level " + Level.here());
        switch (arguments[0]) {
            case "once" -> {
                capture = true;
                work(7, "text", 1L << 33);
            }
            case "hot" -> {
                for (int i = 0; i < ROUNDS; i++) {
                    work(i, "text", i);
                }
                capture = true;
                work(7, "text", 1L << 33);
                hotObject();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Has variables that are read after the capture, and others that are not. */
    private static void work(int count, String word, long big) {
        int dead = count + 1;
        String deadWord = word + dead;
        double alive = big * 0.5;
        int zero = count - count;
        sink = deadWord;
        show(List.of("count", "word", "big", "dead", "deadWord", "alive", "zero"));
        if (alive + zero < 0 || word.isEmpty()) {
            throw new AssertionError();
        }
    }

    private static void hotObject() {
        capture = false;
        for (int i = 0; i < ROUNDS; i++) {
            pieces(i);
        }
        capture = true;
        pieces(7);
    }

    /** The JIT may take the point to pieces, since nothing else gets hold of it. */
    private static void pieces(int x) {
        var point = new Point(x, x + 1);
        show(List.of("point"));
        if (point.x() + 1 != point.y()) {
            throw new AssertionError();
        }
    }

    private static void show(List<String> names) {
        if (capture) {
            print(names);
        }
    }

    private static void print(List<String> names) {
        var places = Captured.places();
        var frame = Objects.requireNonNull(places.get(2).frame());
        System.out.println(frame.method() + " " + frame.reading());
        names.forEach(name -> System.out.println(Captured.text(frame, name)));
    }
}
