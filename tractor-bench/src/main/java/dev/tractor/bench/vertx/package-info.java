/** The programs of the benchmarks, written for Vert.x. */
@NullMarked
package dev.tractor.bench.vertx;

import org.jspecify.annotations.NullMarked;
