package dev.tractor.spi;

import java.io.Serializable;

/**
 * A task that holds or waits for the terminal.
 *
 * @param actor path of its actor
 * @param task name of the task within its actor
 * @param crash whether it crashed, rather than reached a breakpoint
 */
public record TtyWaiter(String actor, String task, boolean crash) implements Serializable {}
