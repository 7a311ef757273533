/** A JUnit extension that makes concurrent tests deterministic. */
@NullMarked
package dev.tractor.test;

import org.jspecify.annotations.NullMarked;
