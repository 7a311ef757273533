/** The rewriting of loaded classes, tried with a simulator of a few lines. */
@NullMarked
package dev.tractor.test.agent;

import org.jspecify.annotations.NullMarked;
