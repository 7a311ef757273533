package dev.tractor.debug;

import dev.tractor.spi.Pause;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that was passed to the breakpoint. It is there at every level, in every frame of the session.
 *
 * @param name what the session calls it: {@code $1} for the first
 * @param value the value
 */
record PassedValue(String name, @Nullable Object value) {

    static List<PassedValue> all(Pause pause) {
        List<PassedValue> all = new ArrayList<>();
        for (var value : pause.values()) {
            all.add(new PassedValue("$" + (all.size() + 1), value));
        }
        return all;
    }

    static Optional<PassedValue> named(Pause pause, String name) {
        return all(pause).stream().filter(value -> value.name.equals(name)).findFirst();
    }

    /** {@return the value in one line} */
    String text() {
        return ValueText.of(value);
    }

    /** {@return the type it has, in words} */
    String type() {
        return value == null ? "null" : TypeText.of(value.getClass());
    }

    /** {@return the descriptor of the type under which expressions see it} */
    String descriptor() {
        return (value == null ? Object.class : seenAs(value.getClass())).descriptorString();
    }

    /**
     * Nobody has declared a type for the value, and the class it has may be one that no source can name, such as that of a
     * lambda or of {@code List.of()}. Then it is seen as that of its supertypes with which most can be done.
     */
    private static Class<?> seenAs(Class<?> type) {
        if (type.isArray() || nameable(type)) {
            return type;
        }
        Class<?> best = Object.class;
        for (var candidate : supertypes(type)) {
            if (nameable(candidate) && candidate.getMethods().length > best.getMethods().length) {
                best = candidate;
            }
        }
        return best;
    }

    /** Classes before interfaces, nearer ones first. */
    private static Set<Class<?>> supertypes(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> c = type.getSuperclass(); c != null; c = c.getSuperclass()) {
            found.add(c);
        }
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            addInterfaces(c, found);
        }
        return found;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> found) {
        for (var face : type.getInterfaces()) {
            found.add(face);
            addInterfaces(face, found);
        }
    }

    private static boolean ofJdk(Class<?> type) {
        var module = type.getModule();
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    /** Whether a source can name it: all of the user's classes, of the JDK's what is public. */
    private static boolean nameable(Class<?> type) {
        if (type.isHidden()) {
            return false;
        }
        if (!ofJdk(type)) {
            return true;
        }
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return type.getModule().isExported(type.getPackageName());
    }
}
