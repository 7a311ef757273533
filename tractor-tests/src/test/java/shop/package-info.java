/** Programs of a user, against the public API alone. */
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;
