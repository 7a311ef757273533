/** Stopping the threads of this JVM, and having them go on in steps: a debugger that is attached to its own JVM. */
@NullMarked
package dev.tractor.debug.stops;

import org.jspecify.annotations.NullMarked;
