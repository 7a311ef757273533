package dev.tractor.debug.stops;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The exception handlers of one method, and what becomes of an error in each.
 *
 * <p>javac makes handlers that nobody has written: for {@code finally}, for {@code synchronized}, for the resources of a try.
 * They hold an error up and throw it on. Told apart are they not by their looks, which vary, but by what they do: the ways
 * through a handler are followed from its first instruction, with a note of where the error is kept. When none of them
 * returns, and one throws that very object, the handler only passes it on. So does a {@code catch} of the user that ends in
 * a throw of what it caught. Whoever throws another error instead has caught the first.
 *
 * <p>Only the ordinary ways are followed, not those that begin with an error inside the handler: what such a way catches is
 * that error.
 */
final class Handlers {

    /** Beyond that the handler is no one's that javac made. */
    private static final int MOST_STEPS = 20_000;

    /**
     * One entry of the exception table.
     *
     * @param type the internal name of what it catches; null for anything
     */
    private record Entry(
            int start, int end, int handler, @Nullable String type) {
        boolean covers(int bci) {
            return start <= bci && bci < end;
        }
    }

    /**
     * What a handler does with what it has caught.
     *
     * @param returns whether a way out of it ends the method, or a loop, without an error
     * @param rethrows the instructions that throw the very same error
     */
    private record Doing(boolean returns, Set<Integer> rethrows) {
        boolean passesOn() {
            return !returns && !rethrows.isEmpty();
        }
    }

    /** What becomes of an error in a method. */
    enum Verdict {
        /** No handler fits. */
        NOTHING,
        /** Handlers hold it up, and it leaves the method all the same. */
        PASSES,
        /** The first handler that fits catches it. */
        CATCHES_AT_ONCE,
        /** It is caught after handlers have held it up. */
        CATCHES;

        boolean catches() {
            return this == CATCHES_AT_ONCE || this == CATCHES;
        }
    }

    /** A point on a way through a handler: the slots that hold the error, and whether the top of the stack is it. */
    private record Point(int index, BitSet slots, boolean top) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> bcis = new ArrayList<>();
    private final Map<Integer, Integer> indices = new HashMap<>();
    private final CodeAttribute code;

    private Handlers(CodeAttribute code) {
        this.code = code;
        int bci = 0;
        for (var element : code) {
            if (element instanceof Instruction instruction) {
                indices.put(bci, instructions.size());
                bcis.add(bci);
                instructions.add(instruction);
                bci += instruction.sizeInBytes();
            } else if (element instanceof ExceptionCatch entry) {
                entries.add(new Entry(
                        code.labelToBci(entry.tryStart()),
                        code.labelToBci(entry.tryEnd()),
                        code.labelToBci(entry.handler()),
                        entry.catchType().map(type -> type.asInternalName()).orElse(null)));
            }
        }
    }

    /** {@return the handlers of a method; empty when it has no code or it cannot be read} */
    static Optional<Handlers> of(ClassModel file, String name, String descriptor) {
        for (var method : file.methods()) {
            if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
                try {
                    return method.findAttribute(Attributes.code()).map(Handlers::new);
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    return Optional.empty(); // damaged, or newer than this JDK
                }
            }
        }
        return Optional.empty();
    }

    /**
     * {@return what becomes of an error that arises at an instruction}
     *
     * @param supertypes the internal names of its class and the classes above it
     */
    Verdict verdict(int bci, Set<String> supertypes) {
        return verdict(bci, supertypes, Set.of());
    }

    /** @param passed the handlers that have passed it on before; some cover themselves */
    private Verdict verdict(int bci, Set<String> supertypes, Set<Integer> passed) {
        for (var entry : entries) { // the JVM takes the first that fits
            if (!entry.covers(bci)
                    || entry.type() != null && !supertypes.contains(entry.type())
                    || passed.contains(entry.handler())) {
                continue;
            }
            var doing = doing(entry.handler());
            if (!doing.passesOn()) {
                return passed.isEmpty() ? Verdict.CATCHES_AT_ONCE : Verdict.CATCHES;
            }
            var now = new HashSet<>(passed);
            now.add(entry.handler());
            for (int rethrow : doing.rethrows()) {
                if (verdict(rethrow, supertypes, now).catches()) {
                    return Verdict.CATCHES;
                }
            }
            return Verdict.PASSES;
        }
        return passed.isEmpty() ? Verdict.NOTHING : Verdict.PASSES;
    }

    private Doing doing(int handler) {
        boolean returns = false;
        Set<Integer> rethrows = new TreeSet<>();
        Set<Point> seen = new HashSet<>();
        var open = new ArrayDeque<Point>();
        open.add(new Point(index(handler), new BitSet(), true));
        while (!open.isEmpty()) {
            var point = open.remove();
            if (!seen.add(point)) {
                continue;
            }
            if (seen.size() > MOST_STEPS || point.index() >= instructions.size()) {
                return new Doing(true, Set.of());
            }
            var instruction = instructions.get(point.index());
            switch (instruction) {
                case ThrowInstruction _ -> {
                    if (point.top()) {
                        rethrows.add(bcis.get(point.index()));
                    }
                }
                case ReturnInstruction _, DiscontinuedInstruction _ -> returns = true;
                default -> open.addAll(after(point, instruction));
            }
        }
        return new Doing(returns, rethrows);
    }

    private List<Point> after(Point point, Instruction instruction) {
        var slots = point.slots();
        int next = point.index() + 1;
        return switch (instruction) {
            case StoreInstruction store -> List.of(new Point(next, stored(point, store), false));
            case LoadInstruction load ->
                List.of(new Point(next, slots, load.typeKind() == TypeKind.REFERENCE && slots.get(load.slot())));
            case NopInstruction _, IncrementInstruction _ -> List.of(new Point(next, slots, point.top()));
            case TypeCheckInstruction check ->
                List.of(new Point(next, slots, point.top() && check.opcode() == Opcode.CHECKCAST));
            case BranchInstruction branch -> {
                boolean always = branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
                var target = new Point(index(code.labelToBci(branch.target())), slots, always && point.top());
                yield always ? List.of(target) : List.of(target, new Point(next, slots, false));
            }
            case TableSwitchInstruction table -> {
                List<Point> points = new ArrayList<>();
                table.cases().forEach(each -> points.add(at(code.labelToBci(each.target()), slots)));
                points.add(at(code.labelToBci(table.defaultTarget()), slots));
                yield points;
            }
            case LookupSwitchInstruction lookup -> {
                List<Point> points = new ArrayList<>();
                lookup.cases().forEach(each -> points.add(at(code.labelToBci(each.target()), slots)));
                points.add(at(code.labelToBci(lookup.defaultTarget()), slots));
                yield points;
            }
            default -> List.of(new Point(next, slots, false));
        };
    }

    private static BitSet stored(Point point, StoreInstruction store) {
        boolean error = point.top() && store.typeKind() == TypeKind.REFERENCE;
        if (error == point.slots().get(store.slot()) && store.typeKind().slotSize() == 1) {
            return point.slots();
        }
        var slots = (BitSet) point.slots().clone();
        slots.clear(store.slot(), store.slot() + store.typeKind().slotSize());
        slots.set(store.slot(), error);
        return slots;
    }

    private Point at(int bci, BitSet slots) {
        return new Point(index(bci), slots, false);
    }

    /** A label that is no instruction's would be the end of the code, which a valid method never reaches. */
    private int index(int bci) {
        return indices.getOrDefault(bci, instructions.size());
    }
}
