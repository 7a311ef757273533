package dev.tractor.debug.eval;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frame's class and those around it.
 *
 * @param all innermost first
 */
record Levels(List<Level> all) {

    /**
     * One of them.
     *
     * @param self its instance, where there is one
     * @param lost whether there was one, to which javac left no way
     */
    record Level(Class<?> type, @Nullable Object self, boolean lost) {
        boolean hasInstance() {
            return self != null;
        }
    }

    static Levels of(Scope scope) {
        List<Level> all = new ArrayList<>();
        var self = scope.isStatic() ? null : scope.self();
        boolean lost = false;
        for (Class<?> type = scope.declaring(); type != null; type = type.getEnclosingClass()) {
            all.add(new Level(type, self, lost));
            var around = type.getEnclosingClass();
            var inner = around != null && self != null;
            var outer = around != null && self != null ? outer(type, around, self) : null;
            lost = inner && outer == null && !isStatic(type);
            self = outer;
        }
        return new Levels(all);
    }

    private static boolean isStatic(Class<?> type) {
        if (type.isMemberClass()) {
            return java.lang.reflect.Modifier.isStatic(type.getModifiers());
        }
        var method = type.getEnclosingMethod();
        return type.isRecord()
                || type.isEnum()
                || type.isInterface()
                || method != null && java.lang.reflect.Modifier.isStatic(method.getModifiers());
    }

    private static @Nullable Object outer(Class<?> type, Class<?> around, Object self) {
        for (var field : type.getDeclaredFields()) {
            if (field.isSynthetic() && field.getName().startsWith("this$") && field.getType() == around) {
                return read(field, self);
            }
        }
        return null;
    }

    private static @Nullable Object read(Field field, Object self) {
        try {
            return Opening.accessible(field, field.getDeclaringClass()) ? field.get(self) : null;
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    /** {@return the variables of methods around local and anonymous classes that these keep a copy of} */
    List<Name> captured() {
        Map<String, Name> found = new LinkedHashMap<>();
        for (var level : all) {
            var self = level.self();
            if (self != null) {
                for (var field : level.type().getDeclaredFields()) {
                    if (field.isSynthetic() && field.getName().startsWith("val$")) {
                        var name = field.getName().substring("val$".length());
                        found.putIfAbsent(name, new Name(name, field.getType().descriptorString(), read(field, self)));
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** {@return the type parameters in scope, each with its declaration as a class file writes it} */
    Map<String, String> parameters() {
        Map<String, String> found = new LinkedHashMap<>();
        for (var level : all) {
            if (level.hasInstance()) {
                own(level.type()).forEach(found::putIfAbsent);
            }
        }
        return found;
    }

    /** {@return the type parameters that a class declares} */
    static Map<String, String> own(Class<?> type) {
        if (type.getTypeParameters().length == 0) {
            return Map.of();
        }
        var bytes = DoctoredFiles.original(type);
        return bytes == null ? Map.of() : Signatures.parameters(Doctor.signature(Doctor.parse(bytes)));
    }
}
