/** Tests of the benchmarks. */
@NullMarked
package dev.tractor.bench;

import org.jspecify.annotations.NullMarked;
