/** Runnable programs, one for each capability. */
@NullMarked
package dev.tractor.examples;

import org.jspecify.annotations.NullMarked;
