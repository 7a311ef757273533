package dev.tractor.debug.eval;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Method handles that need no rights. */
final class Handles {
    private Handles() {}

    static MethodHandle isInstance(Class<?> type) {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Class.class, "isInstance", MethodType.methodType(boolean.class, Object.class))
                    .bindTo(type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
