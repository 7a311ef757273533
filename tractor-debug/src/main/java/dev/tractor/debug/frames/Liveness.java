package dev.tractor.debug.frames;

import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which slots of a method the code may still read, at each of its instructions.
 *
 * <p><b>Why.</b> The JIT compiler gives up a variable after its last use, and then the slot reads as zero or null, also in a
 * frame that has been made an interpreted one again. It decides by the same analysis of the bytecode: what is live here is
 * live there, so a live variable has its value, and only a dead one needs a warning.
 *
 * <p><b>How.</b> Backwards over the instructions until nothing changes. A slot is live before an instruction when that reads
 * it, or when it is live after it and not written by it; or when it is live where an exception would be caught. What is kept
 * of a live slot is the kind of its next use. That gives a type to slots without a name: all next uses agree, or the class
 * would not have passed the verifier.
 */
final class Liveness {
    /** Beyond this many cells nothing is analysed and every slot counts as dead. */
    private static final long MOST_CELLS = 20_000_000;

    /** The kind of next use by instruction and slot, null for none; empty when the method was not analysed. */
    private final @Nullable TypeKind[][] before;

    /** The number of the instruction that begins there, or -1. */
    private final int[] numberAt;

    private final BitSet written;

    private Liveness(@Nullable TypeKind[][] before, int[] numberAt, BitSet written) {
        this.before = before;
        this.numberAt = numberAt;
        this.written = written;
    }

    static Liveness of(CodeAttribute code) {
        var instructions = instructions(code);
        var numberAt = new int[code.codeLength() + 1];
        Arrays.fill(numberAt, -1);
        int bci = 0;
        var written = new BitSet();
        boolean old = false; // subroutines: no compiler of this century makes them
        for (int i = 0; i < instructions.size(); i++) {
            numberAt[bci] = i;
            bci += instructions.get(i).sizeInBytes();
            old |= instructions.get(i) instanceof DiscontinuedInstruction;
            switch (instructions.get(i)) {
                case StoreInstruction store ->
                    written.set(store.slot(), store.slot() + store.typeKind().slotSize());
                case IncrementInstruction increment -> written.set(increment.slot());
                default -> {}
            }
        }
        boolean analysed = !old && (long) instructions.size() * code.maxLocals() <= MOST_CELLS;
        return new Liveness(
                analysed ? new Flow(code, instructions, numberAt).solve() : new TypeKind[0][], numberAt, written);
    }

    /** {@return whether an instruction begins there} */
    boolean isInstruction(int bci) {
        return bci >= 0 && bci < numberAt.length && numberAt[bci] >= 0;
    }

    /** {@return whether any instruction writes to the slot} */
    boolean isWritten(int slot) {
        return written.get(slot);
    }

    /** {@return what the slot will be read as next, or null when that can no longer be, or is not known} */
    @Nullable
    TypeKind nextUse(int bci, int slot) {
        if (!isInstruction(bci) || before.length == 0) {
            return null;
        }
        var slots = before[numberAt[bci]];
        return slot < slots.length ? slots[slot] : null;
    }

    private static List<Instruction> instructions(CodeAttribute code) {
        List<Instruction> all = new ArrayList<>();
        for (var element : code) {
            if (element instanceof Instruction instruction) {
                all.add(instruction);
            }
        }
        return all;
    }

    /** The analysis of one method. */
    private static final class Flow {
        private final CodeAttribute code;
        private final List<Instruction> instructions;
        private final int[] numberAt;
        private final int[][] successors;
        private final @Nullable TypeKind[][] before;

        Flow(CodeAttribute code, List<Instruction> instructions, int[] numberAt) {
            this.code = code;
            this.instructions = instructions;
            this.numberAt = numberAt;
            successors = new int[instructions.size()][];
            before = new TypeKind[instructions.size()][code.maxLocals()];
        }

        @Nullable
        TypeKind[][] solve() {
            var handlers = handlers();
            for (int i = 0; i < successors.length; i++) {
                successors[i] = successors(i);
            }
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int i = before.length - 1; i >= 0; i--) {
                    changed |= update(i, handlers.get(i));
                }
            }
            return before;
        }

        private boolean update(int number, List<Integer> handlers) {
            boolean changed = false;
            var now = before[number];
            var instruction = instructions.get(number);
            int written = instruction instanceof StoreInstruction store ? store.slot() : -1;
            for (int next : successors[number]) {
                changed |= merge(before[next], now, written);
            }
            for (int handler : handlers) {
                changed |= merge(before[handler], now, -1);
            }
            if (instruction instanceof LoadInstruction load) {
                changed |= use(now, load.slot(), load.typeKind());
            } else if (instruction instanceof IncrementInstruction increment) {
                changed |= use(now, increment.slot(), TypeKind.INT);
            }
            return changed;
        }

        private static boolean merge(@Nullable TypeKind[] from, @Nullable TypeKind[] to, int written) {
            boolean changed = false;
            for (int slot = 0; slot < from.length; slot++) {
                var kind = from[slot];
                if (kind != null && slot != written && to[slot] == null) {
                    to[slot] = kind;
                    changed = true;
                }
            }
            return changed;
        }

        private static boolean use(@Nullable TypeKind[] slots, int slot, TypeKind kind) {
            boolean changed = slots[slot] != kind;
            slots[slot] = kind;
            return changed;
        }

        private int[] successors(int number) {
            List<Integer> next = new ArrayList<>();
            boolean falls = true;
            switch (instructions.get(number)) {
                case BranchInstruction branch -> {
                    next.add(at(branch.target()));
                    falls = branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
                }
                case LookupSwitchInstruction choice -> {
                    next.add(at(choice.defaultTarget()));
                    choice.cases().forEach(each -> next.add(at(each.target())));
                    falls = false;
                }
                case TableSwitchInstruction choice -> {
                    next.add(at(choice.defaultTarget()));
                    choice.cases().forEach(each -> next.add(at(each.target())));
                    falls = false;
                }
                case ReturnInstruction _, ThrowInstruction _ -> falls = false;
                default -> {}
            }
            if (falls && number + 1 < instructions.size()) {
                next.add(number + 1);
            }
            return next.stream().mapToInt(Integer::intValue).toArray();
        }

        private int at(Label label) {
            return numberAt[code.labelToBci(label)];
        }

        /** Where an exception in each instruction may be caught. */
        private List<List<Integer>> handlers() {
            List<List<Integer>> handlers = new ArrayList<>();
            instructions.forEach(_ -> handlers.add(new ArrayList<>()));
            for (var range : code.exceptionHandlers()) {
                int end = code.labelToBci(range.tryEnd());
                for (int bci = code.labelToBci(range.tryStart()); bci < end; bci++) {
                    if (numberAt[bci] >= 0) {
                        handlers.get(numberAt[bci]).add(at(range.handler()));
                    }
                }
            }
            return handlers;
        }
    }
}
