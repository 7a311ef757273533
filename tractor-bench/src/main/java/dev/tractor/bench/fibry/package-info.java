/** The programs of the benchmarks, written for Fibry. */
@NullMarked
package dev.tractor.bench.fibry;

import org.jspecify.annotations.NullMarked;
