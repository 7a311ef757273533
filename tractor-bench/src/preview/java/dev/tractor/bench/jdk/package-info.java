/** The programs of the benchmarks, written with what the JDK has; compiled with its preview features. */
package dev.tractor.bench.jdk;
