/** Stops a running task where the user or an error says so: the part of the console that needs the JDK's debugger agent. */
@NullMarked
package dev.tractor.debug.stops;

import org.jspecify.annotations.NullMarked;
