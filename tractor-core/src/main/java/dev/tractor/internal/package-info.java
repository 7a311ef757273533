/** The machinery behind the public types. Not exported. */
@NullMarked
package dev.tractor.internal;

import org.jspecify.annotations.NullMarked;
