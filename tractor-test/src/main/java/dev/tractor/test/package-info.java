/**
 * A JUnit extension for tests of concurrent code. {@link dev.tractor.test.TractorTest} gives each test a tree of its own and
 * a nursery, ends it when it hangs, and checks that it left nothing behind.
 */
@NullMarked
package dev.tractor.test;

import org.jspecify.annotations.NullMarked;
