package dev.tractor.test.sim;

import java.util.List;

/**
 * A thread of a simulation was woken from outside.
 *
 * @param woken its name
 * @param by the name of the thread that woke it
 * @param stack where that was
 */
public record Outsider(String woken, String by, List<StackTraceElement> stack) {}
