package dev.tractor.debug.frames;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableTableAttribute;
import java.lang.classfile.attribute.LocalVariableTypeTableAttribute;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the class file says about the code of one method. */
final class MethodCode {

    /**
     * A variable while it is in scope.
     *
     * @param start the first instruction at which it has a value
     * @param end where its scope ends
     * @param type its generic signature, or else its descriptor
     */
    record Local(String name, String descriptor, String type, int slot, int start, int end) {}

    private final CodeAttribute code;
    private final boolean isStatic;
    private final MethodTypeDesc type;
    private final List<Local> locals;
    private final List<LineNumberInfo> lines;
    private final boolean named;
    private final Liveness liveness;

    private MethodCode(MethodModel method, CodeAttribute code) {
        this.code = code;
        isStatic = isStatic(method.flags());
        type = method.methodTypeSymbol();
        lines = code.findAttribute(Attributes.lineNumberTable())
                .map(table -> table.lineNumbers().stream()
                        .sorted(Comparator.comparingInt(LineNumberInfo::startPc))
                        .toList())
                .orElse(List.of());
        locals = locals(code);
        named = code.findAttribute(Attributes.localVariableTable()).isPresent();
        liveness = Liveness.of(code);
    }

    static Optional<MethodCode> of(ClassModel file, String name, String descriptor) {
        for (var method : file.methods()) {
            if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
                try {
                    return method.findAttribute(Attributes.code()).map(code -> new MethodCode(method, code));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    return Optional.empty(); // damaged, or newer than this JDK
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isStatic(AccessFlags flags) {
        return flags.has(AccessFlag.STATIC);
    }

    private static List<Local> locals(CodeAttribute code) {
        Map<String, String> generic = new HashMap<>();
        List<Local> locals = new ArrayList<>();
        for (var attribute : code.attributes()) {
            if (attribute instanceof LocalVariableTypeTableAttribute table) {
                table.localVariableTypes()
                        .forEach(entry -> generic.put(
                                entry.slot() + " " + entry.startPc(),
                                entry.signature().stringValue()));
            }
        }
        for (var attribute : code.attributes()) {
            if (attribute instanceof LocalVariableTableAttribute table) {
                for (var entry : table.localVariables()) {
                    var descriptor = entry.type().stringValue();
                    locals.add(new Local(
                            entry.name().stringValue(),
                            descriptor,
                            generic.getOrDefault(entry.slot() + " " + entry.startPc(), descriptor),
                            entry.slot(),
                            entry.startPc(),
                            entry.startPc() + entry.length()));
                }
            }
        }
        locals.sort(Comparator.comparingInt(Local::slot).thenComparingInt(Local::start));
        return List.copyOf(locals);
    }

    /**
     * {@return whether this can be the code that a frame runs} An agent may have changed the class since it was read, or the
     * file may have been compiled anew; then its tables would give wrong names to values.
     */
    boolean fits(int bci, int line, int slots) {
        return liveness.isInstruction(bci)
                && (slots < 0 || slots == code.maxLocals())
                && (line <= 0 || lines.isEmpty() || line == lineAt(bci));
    }

    private int lineAt(int bci) {
        int line = -1;
        for (var entry : lines) {
            if (entry.startPc() <= bci) {
                line = entry.lineNumber();
            }
        }
        return line;
    }

    boolean hasLine(int line) {
        return lines.stream().anyMatch(entry -> entry.lineNumber() == line);
    }

    boolean isStatic() {
        return isStatic;
    }

    /** {@return whether it was compiled with the names of its variables; a method without any counts as such} */
    boolean named() {
        return named || code.maxLocals() == 0;
    }

    Liveness liveness() {
        return liveness;
    }

    int maxLocals() {
        return code.maxLocals();
    }

    /** {@return the variables in scope at an instruction, by slot; {@code this} is none} */
    List<Local> at(int bci) {
        return locals.stream()
                .filter(local -> local.start() <= bci && bci < local.end())
                .filter(local -> isStatic || local.slot() != 0)
                .toList();
    }

    /** {@return the parameters, as far as the descriptor tells: their names are {@code slot1} and so on} */
    List<Local> parameters() {
        List<Local> parameters = new ArrayList<>();
        int slot = isStatic ? 0 : 1;
        for (var parameter : type.parameterList()) {
            var descriptor = parameter.descriptorString();
            parameters.add(new Local("slot" + slot, descriptor, descriptor, slot, 0, code.codeLength()));
            slot += width(descriptor);
        }
        return parameters;
    }

    /** {@return the first slot that holds no parameter} */
    int parameterSlots() {
        int slots = isStatic ? 0 : 1;
        for (var parameter : type.parameterList()) {
            slots += width(parameter.descriptorString());
        }
        return slots;
    }

    static int width(String descriptor) {
        return descriptor.equals("J") || descriptor.equals("D") ? 2 : 1;
    }
}
