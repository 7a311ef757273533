package dev.tractor.debug.stops;

import dev.tractor.debug.stops.CodeLines.Place;
import dev.tractor.debug.text.Nearest;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the instructions that belong to a place the user named. It reads class files, so that it also finds those of classes
 * that are not loaded yet: a nested class usually is not when a breakpoint is set in it.
 */
final class Placing {

    /** What became of the search. */
    sealed interface Answer {}

    /**
     * There is code.
     *
     * @param path the source file, with its package as directories
     * @param line the line that was found, or the first of the methods
     * @param places the instructions; all in that line, or the beginnings of methods
     * @param moved whether the line that was asked for has no code, and this is the next one with some
     */
    record Found(String path, int line, List<Place> places, boolean moved) implements Answer {
        /** Makes an immutable copy of the list. */
        Found {
            places = List.copyOf(places);
        }

        /** {@return the classes that the instructions are in} */
        Set<String> classes() {
            Set<String> names = new LinkedHashSet<>();
            places.forEach(place -> names.add(place.className()));
            return names;
        }
    }

    /** There is none. */
    record Refused(String message) implements Answer {}

    private final ProgramClasses classes;
    private final List<String> loaded;

    private Placing(ProgramClasses classes) {
        this.classes = classes;
        loaded = classes.loaded();
    }

    static Answer find(Wanted.Where where, ProgramClasses classes) {
        var placing = new Placing(classes);
        return switch (where) {
            case Wanted.Line line -> placing.line(line);
            case Wanted.Method method -> placing.method(method);
        };
    }

    // Lines.

    private Answer line(Wanted.Line wanted) {
        var files = files(wanted.file());
        if (files.isEmpty()) {
            return new Refused(noFile(wanted.file()));
        }
        if (files.size() > 1) {
            return new Refused("there are several files " + simple(wanted.file()) + ": " + list(files.keySet())
                    + "; say which, as in break " + files.keySet().iterator().next() + ":" + wanted.line());
        }
        var only = files.entrySet().iterator().next();
        var path = only.getKey();
        var lines = new TreeMap<Integer, List<Place>>();
        for (var each : only.getValue()) {
            for (var place : each.places()) {
                lines.computeIfAbsent(place.line(), _ -> new ArrayList<>()).add(place);
            }
        }
        if (lines.isEmpty()) {
            return new Refused(path
                    + " was compiled without line numbers, so no breakpoint can be set in it; compile it" + " with -g");
        }
        var next = lines.ceilingEntry(wanted.line());
        return next == null
                ? new Refused("there is no code at line " + wanted.line() + " of " + path
                        + " or after it; its last line with code is " + lines.lastKey())
                : new Found(path, next.getKey(), next.getValue(), next.getKey() != wanted.line());
    }

    /** {@return the source files that may be meant, and the classes of each} */
    private Map<String, Collection<CodeLines>> files(String file) {
        var base = simple(file).replaceFirst("\\.\\w+$", "");
        Map<String, Map<String, CodeLines>> files = new TreeMap<>();
        for (var name : loaded) {
            if (outermost(name).equals(base)) {
                addNest(name, file, files);
            }
        }
        if (files.isEmpty()) {
            for (var name : unloaded(file, base)) {
                addNest(name, file, files);
            }
        }
        // A file may have other classes than the one it is named after; and be named after none.
        for (var name : loaded) {
            if (files.isEmpty()
                    || files.keySet().stream().anyMatch(path -> directory(path).equals(packageOf(name)))) {
                addNest(name, file, files);
            }
        }
        Map<String, Collection<CodeLines>> all = new TreeMap<>();
        files.forEach((path, found) -> all.put(path, found.values()));
        return all;
    }

    private Set<String> unloaded(String file, String base) {
        Set<String> names = new LinkedHashSet<>();
        var directories = directory(file);
        names.add(directories.isEmpty() ? base : directories.replace('/', '.') + "." + base);
        for (int slash = directories.indexOf('/'); slash >= 0; slash = directories.indexOf('/', slash + 1)) {
            names.add(directories.substring(slash + 1).replace('/', '.') + "." + base);
        }
        Set<String> packages = new TreeSet<>(classes.packagesOfSource(simple(file)));
        loaded.forEach(name -> packages.add(packageOf(name)));
        packages.forEach(each -> names.add(each.isEmpty() ? base : each.replace('/', '.') + "." + base));
        return names;
    }

    /** Adds a class and all that are nested with it, if their source file may be the one that is meant. */
    private void addNest(String name, String file, Map<String, Map<String, CodeLines>> files) {
        if (files.values().stream().anyMatch(known -> known.containsKey(name))) {
            return;
        }
        var model = classes.file(name);
        if (model.isEmpty()) {
            return;
        }
        var lines = CodeLines.of(model.get());
        if (!means(file, lines.path())) {
            return;
        }
        var found = files.computeIfAbsent(lines.path(), _ -> new LinkedHashMap<>());
        found.put(name, lines);
        for (var each : nest(model.get())) {
            if (!found.containsKey(each)) {
                classes.file(each).ifPresent(member -> found.put(each, CodeLines.of(member)));
            }
        }
    }

    private List<String> nest(ClassModel file) {
        var host = file.findAttribute(Attributes.nestHost())
                .flatMap(attribute ->
                        classes.file(attribute.nestHost().asInternalName().replace('/', '.')))
                .orElse(file);
        List<String> names = new ArrayList<>();
        names.add(host.thisClass().asInternalName().replace('/', '.'));
        host.findAttribute(Attributes.nestMembers())
                .ifPresent(members -> members.nestMembers()
                        .forEach(each -> names.add(each.asInternalName().replace('/', '.'))));
        return names;
    }

    /** {@return whether a path that the user gave may mean a source file} Either may have more directories than the other. */
    static boolean means(String given, String path) {
        return !path.isEmpty() && (given.equals(path) || path.endsWith("/" + given) || given.endsWith("/" + path));
    }

    private String noFile(String file) {
        Set<String> known = new TreeSet<>();
        for (var name : loaded) {
            known.add(outermost(name) + ".java");
        }
        return "there is no file " + file
                + ": no class that is loaded comes from it, and none of that name is where the"
                + " program's classes and sources are" + guess(simple(file), known);
    }

    private static String guess(String word, Set<String> known) {
        var nested = "." + word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> ("." + name.toLowerCase(Locale.ROOT)).endsWith(nested))
                .findFirst()
                .or(() -> Nearest.to(word, List.copyOf(known)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    // Methods.

    private Answer method(Wanted.Method wanted) {
        var types = types(wanted.type());
        if (types.isEmpty()) {
            var known = new TreeSet<String>();
            loaded.forEach(
                    name -> known.add(name.substring(name.lastIndexOf('.') + 1).replace('$', '.')));
            return new Refused("there is no class " + wanted.type() + " among those that are loaded"
                    + (wanted.type().contains(".")
                            ? ", nor where the program's classes are"
                            : "; with its package in front, the breakpoint waits until it is loaded")
                    + guess(wanted.type(), known));
        }
        if (types.size() > 1) {
            return new Refused("there are several classes " + wanted.type() + ": " + list(types)
                    + "; say which, as in break "
                    + new Wanted.Method(types.iterator().next(), wanted.method()));
        }
        var type = types.iterator().next();
        var file = classes.file(type);
        if (file.isEmpty()) {
            return new Refused("there is no class file of " + type + ", so no breakpoint can be set in it");
        }
        var lines = CodeLines.of(file.get());
        Map<String, Place> firsts = new LinkedHashMap<>();
        for (var place : lines.places()) {
            if (place.method().equals(wanted.method())) {
                firsts.merge(place.descriptor(), place, (a, b) -> a.bci() <= b.bci() ? a : b);
            }
        }
        if (firsts.isEmpty()) {
            return new Refused(noMethod(file.get(), type, wanted));
        }
        var places = List.copyOf(firsts.values());
        return new Found(lines.path(), places.getFirst().line(), places, false);
    }

    private static String noMethod(ClassModel file, String type, Wanted.Method wanted) {
        Set<String> names = new TreeSet<>();
        for (var method : file.methods()) {
            var name = method.methodName().stringValue();
            if (name.equals(wanted.method())) {
                boolean code = method.findAttribute(Attributes.code()).isPresent();
                return wanted + (code ? " was compiled without line numbers" : " has no code: it is abstract or native")
                        + ", so no breakpoint can be set in it";
            }
            if (!method.flags().has(AccessFlag.SYNTHETIC) && !name.startsWith("<")) {
                names.add(name);
            }
        }
        return type + " has no method " + wanted.method()
                + guess(wanted.method(), names)
                + (names.isEmpty() ? "" : "; it has " + list(names));
    }

    private Set<String> types(String wanted) {
        var dotted = wanted.replace('$', '.');
        Set<String> found = new TreeSet<>();
        for (var name : loaded) {
            var other = name.replace('$', '.');
            if (name.equals(wanted) || other.equals(dotted)) {
                return Set.of(name);
            }
            if (other.endsWith("." + dotted)) {
                found.add(name);
            }
        }
        // One of the packages that are there may have it, or a class that is there may have it nested in it.
        if (found.isEmpty()) {
            Set<String> packages = new TreeSet<>();
            packages.add("");
            loaded.forEach(name -> packages.add(packageOf(name)));
            for (var each : packages) {
                var name = each.isEmpty() ? wanted : each.replace('/', '.') + "." + wanted;
                while (true) {
                    if (classes.file(name).isPresent()) {
                        found.add(name);
                        break;
                    }
                    int dot = name.lastIndexOf('.');
                    if (dot <= each.length()) {
                        break;
                    }
                    name = name.substring(0, dot) + "$" + name.substring(dot + 1);
                }
            }
        }
        return found;
    }

    // Names.

    private static String outermost(String name) {
        var simple = name.substring(name.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$', 1);
        return nested < 0 ? simple : simple.substring(0, nested);
    }

    /** {@return the package as directories} */
    private static String packageOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot).replace('.', '/');
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String simple(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Some of many names are enough. */
    private static String list(Collection<String> names) {
        int most = 8;
        var some = String.join(", ", names.stream().limit(most).toList());
        return names.size() > most ? some + " and " + (names.size() - most) + " more" : some;
    }
}
