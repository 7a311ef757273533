/** Benchmarks, a class for each workload; run by {@code ./tractor bench}. */
@NullMarked
package dev.tractor.bench;

import org.jspecify.annotations.NullMarked;
