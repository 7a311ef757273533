/** The stack frames of a paused task, with what can be known of their variables. Not exported. */
@NullMarked
package dev.tractor.debug.frames;

import org.jspecify.annotations.NullMarked;
