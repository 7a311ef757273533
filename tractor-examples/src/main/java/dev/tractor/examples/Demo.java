package dev.tractor.examples;

/** The first program to run. */
public final class Demo {

    private Demo() {}

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        System.out.println("tractor");
    }
}
