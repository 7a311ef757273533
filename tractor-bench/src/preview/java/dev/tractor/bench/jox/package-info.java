/** The programs of the benchmarks, written for Jox, whose class files need the preview features of the JDK. */
package dev.tractor.bench.jox;
