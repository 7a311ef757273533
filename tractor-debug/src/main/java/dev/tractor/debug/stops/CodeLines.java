package dev.tractor.debug.stops;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines of one class at which its code can be stopped.
 *
 * @param className its binary name
 * @param path its source file, with its package as directories; empty when the class file does not tell
 * @param places in the order of the class file
 */
record CodeLines(String className, String path, List<Place> places) {

    /**
     * An instruction with which a line begins.
     *
     * @param method {@code lambda$x$0} for a lambda in x
     */
    record Place(String className, String method, String descriptor, int bci, int line) {}

    static CodeLines of(ClassModel file) {
        var name = file.thisClass().asInternalName();
        var source = file.findAttribute(Attributes.sourceFile())
                .map(attribute -> name.substring(0, name.lastIndexOf('/') + 1)
                        + attribute.sourceFile().stringValue())
                .orElse("");
        List<Place> places = new ArrayList<>();
        for (var method : file.methods()) {
            if (!method.flags().has(AccessFlag.BRIDGE)) {
                try {
                    method.findAttribute(Attributes.code())
                            .ifPresent(code -> add(places, name.replace('/', '.'), method, code));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    // damaged, or newer than this JDK: its lines are not known
                }
            }
        }
        return new CodeLines(name.replace('/', '.'), source, List.copyOf(places));
    }

    /**
     * The first instruction of each line in a method, and of each further copy of it: there a statement begins. What is left
     * out is where a statement of several lines comes back to its first one.
     */
    private static void add(List<Place> places, String className, MethodModel method, CodeAttribute code) {
        var table = code.findAttribute(Attributes.lineNumberTable());
        if (table.isEmpty()) {
            return;
        }
        List<LineNumberInfo> entries = new ArrayList<>(table.get().lineNumbers());
        entries.sort(Comparator.comparingInt(LineNumberInfo::startPc));
        var depths = StackDepths.of(code);
        Set<Integer> seen = new HashSet<>();
        int before = -1;
        for (var entry : entries) {
            int line = entry.lineNumber();
            if (seen.add(line) || line != before && depths.statementAt(entry.startPc())) {
                places.add(new Place(
                        className,
                        method.methodName().stringValue(),
                        method.methodType().stringValue(),
                        entry.startPc(),
                        line));
            }
            before = line;
        }
    }
}
