package dev.tractor.debug.eval;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/** What a snippet sees of the frame and of the session: variables, type variables, and classes with simple names. */
final class Surroundings {

    /** A variable as it goes into a snippet. */
    static final class Entry {
        final String name;
        final @Nullable Object value;
        private final List<String> types;
        private int tried;

        Entry(String name, @Nullable Object value, List<String> types) {
            this.name = name;
            this.value = value;
            this.types = List.copyOf(new LinkedHashSet<>(types));
        }

        String type() {
            return types.get(tried);
        }

        boolean simplify() {
            return ++tried < types.size();
        }
    }

    private final Workshop workshop;
    private final Scope scope;
    private final Host host;
    private final Levels levels;
    private final List<Name> names;
    private final List<Entry> entries = new ArrayList<>();
    private Map<String, String> parameters = Map.of();

    Surroundings(Workshop workshop, Scope scope, Memory memory, Host host) {
        this.workshop = workshop;
        this.scope = scope;
        this.host = host;
        levels = Levels.of(scope);
        names = scope.names().stream().map(this::generic).toList();
        see(memory);
    }

    Levels levels() {
        return levels;
    }

    /** {@return the variables; the list may be changed} */
    List<Entry> entries() {
        return entries;
    }

    /** {@return the type parameters, each with its declaration as a class file writes it} */
    Map<String, String> parameters() {
        return parameters;
    }

    /** Finds out what is in scope. */
    private void see(Memory memory) {
        for (var level : levels.all()) {
            workshop.files().seed(level.type());
            for (var member : level.type().getNestMembers()) {
                workshop.files().seed(member);
            }
        }
        parameters = new LinkedHashMap<>(levels.parameters());
        var captured = levels.captured();
        addMethodParameters(captured);
        if (levels.all().stream().anyMatch(level -> Throwable.class.isAssignableFrom(level.type()))) {
            parameters = Map.of(); // such classes cannot have any
        }
        var signatures = signatures();
        for (int i = 0; i < levels.all().size(); i++) {
            var level = levels.all().get(i);
            if (level.hasInstance()) {
                entries.add(new Entry(
                        Wrapper.self(i),
                        level.self(),
                        List.of(typeOf(level.type()), signatures.nearest(level.type()), "java.lang.Object")));
            }
        }
        Set<String> seen = new LinkedHashSet<>();
        for (var list : List.of(names, captured)) {
            for (var name : list) {
                if (SourceVersion.isName(name.name()) && seen.add(name.name())) {
                    entries.add(entry(name, signatures));
                }
            }
        }
        memory.variables.forEach((name, kept) -> {
            if (seen.add(name)) {
                var value = kept.value();
                entries.add(new Entry(
                        name,
                        value,
                        List.of(
                                kept.typeIn(scope.declaring()),
                                kept.erased(),
                                value == null ? "java.lang.Object" : signatures.nearest(value.getClass()),
                                "java.lang.Object")));
            }
        });
    }

    private Entry entry(Name name, Signatures signatures) {
        List<String> types = new ArrayList<>();
        types.add(signatures.type(name.signature()));
        var value = name.value();
        if (!isPrimitive(name.signature())) {
            int generic = name.signature().indexOf('<');
            if (generic >= 0) {
                types.add(types.getFirst().replaceAll("<.*>", ""));
            }
            types.add("java.lang.Object");
        } else if (value == null) {
            value = zero(name.signature().charAt(0));
        }
        return new Entry(name.name(), value, types);
    }

    private static boolean isPrimitive(String signature) {
        return signature.length() == 1;
    }

    /** {@return what a primitive variable without a known value holds} */
    private static Object zero(char type) {
        return switch (type) {
            case 'Z' -> false;
            case 'C' -> '\0';
            case 'B' -> (byte) 0;
            case 'S' -> (short) 0;
            case 'J' -> 0L;
            case 'F' -> 0f;
            case 'D' -> 0d;
            default -> 0;
        };
    }

    Signatures signatures() {
        var known = parameters;
        return new Signatures(
                host.loader(), type -> workshop.files().knows(type, host.packageName()), known::containsKey);
    }

    /**
     * {@return the variable with its generic type} For what a lambda has captured, class files have the erased type only; but
     * the method that the lambda is in has a variable of the same name, usually one.
     */
    private Name generic(Name name) {
        var erased = name.signature();
        var bytes = isGeneric(erased) ? DoctoredFiles.original(scope.declaring()) : null;
        if (bytes == null) {
            return name;
        }
        Set<String> found = new LinkedHashSet<>();
        for (var method : ClassFile.of().parse(bytes).methods()) {
            method.code()
                    .flatMap(code -> code.findAttribute(Attributes.localVariableTypeTable()))
                    .ifPresent(table -> table.localVariableTypes().forEach(variable -> {
                        var signature = variable.signature().stringValue();
                        int generic = signature.indexOf('<');
                        if (variable.name().equalsString(name.name())
                                && generic >= 0
                                && erased.equals(signature.substring(0, generic) + ";")) {
                            found.add(signature);
                        }
                    }));
        }
        return found.size() == 1 ? new Name(name.name(), found.iterator().next(), name.value()) : name;
    }

    /** {@return whether a signature is of a generic class, without arguments} */
    private boolean isGeneric(String signature) {
        if (!signature.startsWith("L") || signature.indexOf('<') >= 0) {
            return false;
        }
        try {
            var name = signature.substring(1, signature.length() - 1).replace('/', '.');
            return Class.forName(name, false, host.loader()).getTypeParameters().length > 0;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Type variables of a method are known by the signatures of its class's methods only. */
    private void addMethodParameters(List<Name> captured) {
        Set<String> missing = new LinkedHashSet<>();
        for (var list : List.of(names, captured)) {
            list.forEach(name -> missing.addAll(Signatures.variables(name.signature())));
        }
        missing.removeAll(parameters.keySet());
        if (missing.isEmpty()) {
            return;
        }
        for (var level : levels.all()) {
            var bytes = DoctoredFiles.original(level.type());
            if (bytes != null) {
                for (var method : Doctor.parse(bytes).methods()) {
                    method.findAttribute(Attributes.signature())
                            .ifPresent(signature -> Signatures.parameters(
                                            signature.signature().stringValue())
                                    .forEach((name, declaration) -> {
                                        if (missing.contains(name)) {
                                            parameters.putIfAbsent(name, declaration);
                                        }
                                    }));
                }
            }
        }
    }

    /** {@return the type with its own type parameters as arguments} */
    private String typeOf(Class<?> type) {
        if (!workshop.files().knows(type, host.packageName())) {
            return signatures().nearest(type);
        }
        var own = String.join(", ", Levels.own(type).keySet());
        var arguments = own.isEmpty()
                        || !parameters.keySet().containsAll(Levels.own(type).keySet())
                ? ""
                : "<" + own + ">";
        boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        return inner
                ? typeOf(type.getDeclaringClass()) + "." + type.getSimpleName() + arguments
                : Signatures.name(type) + arguments;
    }

    /** Member classes are in scope by their simple names. */
    List<String> memberImports() {
        List<String> found = new ArrayList<>();
        if (!host.packageName().isEmpty() || !host.inside()) {
            memberTypes().forEach((_, name) -> found.add("import " + name + ";"));
        }
        return found;
    }

    /** {@return simple to full names, of the classes around and their members} */
    Map<String, String> memberTypes() {
        Map<String, String> found = new LinkedHashMap<>();
        for (var level : levels.all()) {
            for (Class<?> c = level.type(); c != null && !DoctoredFiles.isJdk(c.getModule()); c = c.getSuperclass()) {
                for (var member : c.getDeclaredClasses()) {
                    if (member.getCanonicalName() != null) {
                        found.putIfAbsent(member.getSimpleName(), member.getCanonicalName());
                    }
                }
            }
            if (level.type().isMemberClass() && level.type().getCanonicalName() != null) {
                found.putIfAbsent(level.type().getSimpleName(), level.type().getCanonicalName());
            }
        }
        return found;
    }

    /** {@return the names for this of the frame's class and of those around it, by simple names; the frame's under "", too} */
    Map<String, String> selves() {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < levels.all().size(); i++) {
            var level = levels.all().get(i);
            if (level.hasInstance()) {
                found.putIfAbsent(level.type().getSimpleName(), Wrapper.self(i));
                if (i == 0) {
                    found.put("", Wrapper.self(0));
                }
            }
        }
        return found;
    }
}
