/** Programs that tests step through: in a package that is nobody's but the user's. */
@NullMarked
package stepped;

import org.jspecify.annotations.NullMarked;
