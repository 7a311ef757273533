/** The programs of the benchmarks, written for Apache Pekko, typed. */
@NullMarked
package dev.tractor.bench.pekko;

import org.jspecify.annotations.NullMarked;
