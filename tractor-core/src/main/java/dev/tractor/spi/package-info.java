/**
 * The seams of core: time, threads and the console go through these types and nothing else. Exported to the console and
 * the test kit only.
 */
@NullMarked
package dev.tractor.spi;

import org.jspecify.annotations.NullMarked;
