package dev.tractor.debug.eval.sample;

/** A place for what is in another nest. */
final class Elsewhere {
    private int secret = 7;
    private final String fixed;

    private Elsewhere(String fixed) {
        this.fixed = fixed;
    }

    static Elsewhere of(String fixed) {
        return new Elsewhere(fixed);
    }

    private int plus(int more) {
        return secret + more;
    }

    private static String shout(String text) {
        return text + "!";
    }

    String fixed() {
        return fixed;
    }
}
