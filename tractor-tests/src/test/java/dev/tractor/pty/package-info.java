/** Programs at a terminal of the system, a pseudo-terminal, with a person in front of it. */
@org.jspecify.annotations.NullMarked
package dev.tractor.pty;
