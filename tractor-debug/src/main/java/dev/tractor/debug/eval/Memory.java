package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one snippet leaves for those after it. */
final class Memory {

    /**
     * A variable of the session.
     *
     * @param type its type where it was declared, with the type variables there
     * @param erased its type elsewhere
     * @param declaring the class of the frame it was declared in
     */
    record Kept(
            String type,
            String erased,
            Class<?> declaring,
            @Nullable Object value) {
        String typeIn(Class<?> frame) {
            return frame == declaring ? type : erased;
        }

        Kept with(@Nullable Object now) {
            return new Kept(type, erased, declaring, now);
        }
    }

    /** Declared types: what the next ones extend, and where it can be seen. */
    record Types(String name, ClassLoader loader, String packageName) {}

    /** A method, as it was entered. */
    record Method(List<String> names, String text) {}

    static final String ERROR = "_ex";

    final List<String> imports = new ArrayList<>();
    final Map<String, Kept> variables = new LinkedHashMap<>();
    final List<Method> methods = new ArrayList<>();
    final List<Types> types = new ArrayList<>();

    /** {@return the interface whose member types a snippet in a package sees} */
    @Nullable
    String typesIn(ClassLoader loader, String packageName) {
        for (var each : types.reversed()) {
            if (each.loader() == loader
                    && (each.packageName().equals(packageName)
                            || !each.packageName().isEmpty())) {
                return each.name();
            }
        }
        return null;
    }

    void declareMethods(Method method) {
        methods.removeIf(former -> former.names().equals(method.names()));
        methods.add(method);
    }
}
