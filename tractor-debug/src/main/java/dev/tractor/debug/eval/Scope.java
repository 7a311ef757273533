package dev.tractor.debug.eval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an expression sees: the inside of one frame.
 *
 * @param declaring the class whose method is paused
 * @param self {@code this}, or null in a static method
 * @param isStatic whether there is no {@code this}
 * @param names the variables
 * @param loader what finds the classes of the program
 */
public record Scope(Class<?> declaring, @Nullable Object self, boolean isStatic, List<Name> names, ClassLoader loader) {

    /** Makes an immutable copy of the list. */
    public Scope {
        names = List.copyOf(names);
    }

    /** {@return the scope of a static method of {@code type} without variables} */
    public static Scope of(Class<?> type) {
        var loader = type.getClassLoader();
        return new Scope(type, null, true, List.of(), loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }
}
