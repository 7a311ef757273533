/** The test kit, tested by itself and by planted tests that must fail. */
@NullMarked
package dev.tractor.test;

import org.jspecify.annotations.NullMarked;
