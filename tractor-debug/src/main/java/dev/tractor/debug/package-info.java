/** The console of a paused task. */
@NullMarked
package dev.tractor.debug;

import org.jspecify.annotations.NullMarked;
