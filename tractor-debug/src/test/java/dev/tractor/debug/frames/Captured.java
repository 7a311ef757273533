package dev.tractor.debug.frames;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Captures stacks for tests, in this JVM and in others. */
final class Captured {
    private Captured() {}

    /** {@return the places from the caller outwards} */
    static List<CallStack.Place> places() {
        return CallStack.capture(stop(), null);
    }

    /** {@return the caller's own frame} */
    static Frame caller() {
        return Objects.requireNonNull(CallStack.capture(stop(), null).getFirst().frame());
    }

    /** From the caller's caller outwards, as a stack trace shows it. */
    private static List<StackTraceElement> stop() {
        var all = Arrays.asList(new Throwable().getStackTrace());
        return all.subList(2, all.size());
    }

    /** {@return the place of a parked thread where code of the user called a method} Waits until it is parked. */
    static CallStack.Place parked(Thread thread, String method) {
        while (true) {
            var stack = CallStack.of(thread);
            var places = stack.places();
            for (int i = 1; i < places.size() && stack.view() == OtherStack.View.READ; i++) {
                if (places.get(i).user()
                        && places.get(i - 1).element().getMethodName().equals(method)) {
                    return places.get(i);
                }
            }
            switch (stack.view()) {
                case READ, RUNNING -> Thread.onSpinWait(); // not there yet
                default -> throw new AssertionError(stack);
            }
        }
    }

    static Variable variable(Frame frame, String name) {
        return frame.variables().stream()
                .filter(variable -> variable.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + frame.variables()));
    }

    /** {@return {@code name certainty value}} */
    static String text(Frame frame, String name) {
        var variable = variable(frame, name);
        return name + " " + variable.certainty() + " " + variable.value();
    }
}
