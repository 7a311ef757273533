/** The programs of the benchmarks, written for tractor. */
@NullMarked
package dev.tractor.bench.tractor;

import org.jspecify.annotations.NullMarked;
