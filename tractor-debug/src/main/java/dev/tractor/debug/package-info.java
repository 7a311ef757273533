/**
 * The console of a paused task: where breakpoints and crashes are looked at.
 *
 * <p>Having this module on the path is enough: core finds {@link dev.tractor.debug.DebugConsoleProvider} by itself. The
 * other public types are for those who script a console, such as a test kit.
 */
@NullMarked
package dev.tractor.debug;

import org.jspecify.annotations.NullMarked;
