/** Tests of the repository itself: its layers, its class files, its launcher and its small programs. */
@NullMarked
package dev.tractor.build;

import org.jspecify.annotations.NullMarked;
