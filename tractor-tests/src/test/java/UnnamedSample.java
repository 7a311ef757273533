/** In the unnamed package, where small programs begin. */
final class UnnamedSample {
    private int number = 6;

    private static int half(int x) {
        return x / 2;
    }

    private record Pair(int a, int b) {}

    static Object pair() {
        return new Pair(1, 2);
    }

    @Override
    public String toString() {
        return "UnnamedSample " + number + half(0);
    }
}
