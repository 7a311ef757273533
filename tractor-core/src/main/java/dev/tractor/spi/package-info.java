/** What the console and the test kit plug in: time, threads, links and listeners. */
@NullMarked
package dev.tractor.spi;

import org.jspecify.annotations.NullMarked;
