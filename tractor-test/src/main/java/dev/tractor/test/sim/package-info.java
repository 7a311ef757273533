/**
 * The simulated machine: one platform thread that runs virtual threads one at a time, in an order that a seed decides, under
 * a clock that only moves when nothing can run. Knows nothing of nurseries and actors.
 */
@NullMarked
package dev.tractor.test.sim;

import org.jspecify.annotations.NullMarked;
