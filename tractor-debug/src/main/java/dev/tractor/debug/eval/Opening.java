package dev.tractor.debug.eval;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Gets at what is private in other modules. A package that its module does not open to this one is opened if
 * {@code java.lang} is, as it is when the program was started with {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class Opening {
    private static final Module OWN = Opening.class.getModule();
    private static final @Nullable Method OPEN = way("implAddOpens");

    private Opening() {}

    /** {@return a method of modules that makes more of a package known to another module, or null} */
    private static @Nullable Method way(String name) {
        try {
            var way = Module.class.getDeclaredMethod(name, String.class, Module.class);
            return way.trySetAccessible() ? way : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** {@return whether public members of a class of the JDK can be called, for which its package is exported if need be} */
    static boolean exported(Class<?> type) {
        var module = type.getModule();
        if (module.isExported(type.getPackageName(), OWN)) {
            return true;
        }
        var export = way("implAddExports");
        if (export == null) {
            return false;
        }
        try {
            export.invoke(module, type.getPackageName(), OWN);
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static void open(Class<?> type) {
        var module = type.getModule();
        OWN.addReads(module);
        // The JDK's own packages stay closed, unless the user opened them: what is in there may bring the JVM down.
        if (OPEN != null && !DoctoredFiles.isJdk(module) && !module.isOpen(type.getPackageName(), OWN)) {
            try {
                OPEN.invoke(module, type.getPackageName(), OWN);
            } catch (IllegalAccessException | InvocationTargetException e) {
                // The caller finds out that it is closed.
            }
        }
    }

    static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        open(type);
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    static boolean accessible(AccessibleObject member, Class<?> declaring) {
        open(declaring);
        return member.trySetAccessible();
    }

    /** {@return what to do about a class whose package is closed} */
    static String advice(Class<?> type) {
        var module = type.getModule();
        var target = OWN.isNamed() ? OWN.getName() : "ALL-UNNAMED";
        return "module " + module.getName() + " does not open " + type.getPackageName() + " to "
                + (OWN.isNamed() ? OWN.getName() : "the class path") + "; start java with --add-opens "
                + module.getName() + "/" + type.getPackageName() + "=" + target;
    }
}
