/** Rewrites loaded code, so that the JDK's time is virtual for simulated threads and user code has preemption points. */
@NullMarked
package dev.tractor.test.agent;

import org.jspecify.annotations.NullMarked;
