/** Programs whose frames the evaluator's tests look into. */
@NullMarked
package dev.tractor.debug.eval.sample;

import org.jspecify.annotations.NullMarked;
