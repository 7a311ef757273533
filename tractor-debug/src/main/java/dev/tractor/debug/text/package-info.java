/** What is done with words. */
@NullMarked
package dev.tractor.debug.text;

import org.jspecify.annotations.NullMarked;
