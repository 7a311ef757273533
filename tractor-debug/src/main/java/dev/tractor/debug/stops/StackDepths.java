package dev.tractor.debug.stops;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much lies on the operand stack in front of each instruction. A statement begins with nothing there: so it can be told
 * whether a line that comes a second time in a method is a copy of a statement, such as javac makes of {@code finally}, or
 * the rest of one that goes over several lines.
 *
 * <p>One pass in the order of the code, which is enough for what javac makes: it jumps backwards only with an empty stack.
 */
final class StackDepths {
    private final Map<Integer, Integer> depths = new HashMap<>();
    private final Map<Label, Integer> atLabels = new HashMap<>();

    /** Where the handlers begin that catch anything. */
    private final Set<Label> anything = new HashSet<>();

    private final Set<Integer> copies = new HashSet<>();
    private int depth;
    private boolean reached = true;

    private StackDepths(CodeAttribute code) {
        for (var element : code) {
            if (element instanceof ExceptionCatch entry) {
                atLabels.put(entry.handler(), 1);
                if (entry.catchType().isEmpty()) {
                    anything.add(entry.handler());
                }
            }
        }
        int bci = 0;
        int copy = -1;
        int sinceCopy = 0;
        for (CodeElement element : code) {
            if (element instanceof LabelTarget target) {
                var known = atLabels.get(target.label());
                if (known != null) {
                    depth = known;
                    reached = true;
                }
                if (anything.contains(target.label())) {
                    copy = bci;
                    sinceCopy = 0;
                }
            } else if (element instanceof Instruction instruction) {
                if (!reached) {
                    depth = 0; // only jumps backwards lead here
                    reached = true;
                }
                depths.put(bci, depth);
                // what is stored first is the error; a block that is synchronized goes on with its lock
                sinceCopy++;
                if (copy >= 0
                        && (sinceCopy == 1 && !(instruction instanceof StoreInstruction)
                                || sinceCopy == 3 && instruction instanceof MonitorInstruction)) {
                    copy = -1;
                } else if (copy >= 0 && sinceCopy == 3) {
                    copies.add(copy);
                    copy = -1;
                }
                bci += instruction.sizeInBytes();
                carryOut(instruction);
            }
        }
    }

    static StackDepths of(CodeAttribute code) {
        return new StackDepths(code);
    }

    /**
     * {@return whether a statement begins there} With nothing on the stack; or with the error that runs a copy of a {@code
     * finally}, whose line the compiler has begin where that is put aside.
     */
    boolean statementAt(int bci) {
        return depths.getOrDefault(bci, 0) <= 0 || copies.contains(bci);
    }

    private void carryOut(Instruction instruction) {
        depth += change(instruction);
        switch (instruction) {
            case BranchInstruction branch -> {
                atLabels.putIfAbsent(branch.target(), depth);
                reached = branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
            }
            case TableSwitchInstruction table -> {
                table.cases().forEach(each -> atLabels.putIfAbsent(each.target(), depth));
                atLabels.putIfAbsent(table.defaultTarget(), depth);
                reached = false;
            }
            case LookupSwitchInstruction lookup -> {
                lookup.cases().forEach(each -> atLabels.putIfAbsent(each.target(), depth));
                atLabels.putIfAbsent(lookup.defaultTarget(), depth);
                reached = false;
            }
            case ReturnInstruction _, ThrowInstruction _ -> reached = false;
            default -> {}
        }
    }

    private static int change(Instruction instruction) {
        return switch (instruction) {
            case LoadInstruction load -> size(load.typeKind());
            case StoreInstruction store -> -size(store.typeKind());
            case ConstantInstruction constant -> size(constant.typeKind());
            case ArrayLoadInstruction load -> size(load.typeKind()) - 2;
            case ArrayStoreInstruction store -> -2 - size(store.typeKind());
            case ConvertInstruction convert -> size(convert.toType()) - size(convert.fromType());
            case FieldInstruction field -> {
                int size = size(TypeKind.from(field.typeSymbol()));
                yield switch (field.opcode()) {
                    case GETSTATIC -> size;
                    case PUTSTATIC -> -size;
                    case GETFIELD -> size - 1;
                    default -> -1 - size;
                };
            }
            case InvokeInstruction call -> called(call.typeSymbol()) - (call.opcode() == Opcode.INVOKESTATIC ? 0 : 1);
            case InvokeDynamicInstruction call -> called(call.typeSymbol());
            case NewObjectInstruction _ -> 1;
            case NewMultiArrayInstruction array -> 1 - array.dimensions();
            case MonitorInstruction _, TableSwitchInstruction _, LookupSwitchInstruction _, ThrowInstruction _ -> -1;
            case BranchInstruction branch -> branched(branch.opcode());
            case OperatorInstruction operator -> operated(operator);
            case StackInstruction stack -> moved(stack.opcode());
            default -> 0; // casts, increments, arrays made of a length, returns: nothing that comes after sees it
        };
    }

    private static int size(TypeKind kind) {
        return kind.slotSize();
    }

    private static int called(MethodTypeDesc type) {
        int change = size(TypeKind.from(type.returnType()));
        for (var parameter : type.parameterList()) {
            change -= size(TypeKind.from(parameter));
        }
        return change;
    }

    private static int branched(Opcode opcode) {
        return switch (opcode) {
            case GOTO, GOTO_W -> 0;
            case IF_ACMPEQ, IF_ACMPNE, IF_ICMPEQ, IF_ICMPGE, IF_ICMPGT, IF_ICMPLE, IF_ICMPLT, IF_ICMPNE -> -2;
            default -> -1;
        };
    }

    private static int operated(OperatorInstruction operator) {
        return switch (operator.opcode()) {
            case INEG, LNEG, FNEG, DNEG, ARRAYLENGTH -> 0;
            case ISHL, ISHR, IUSHR, LSHL, LSHR, LUSHR -> -1;
            case LCMP, DCMPG, DCMPL -> -3;
            case FCMPG, FCMPL -> -1;
            default -> -size(operator.typeKind());
        };
    }

    private static int moved(Opcode opcode) {
        return switch (opcode) {
            case POP -> -1;
            case POP2 -> -2;
            case DUP, DUP_X1, DUP_X2 -> 1;
            case DUP2, DUP2_X1, DUP2_X2 -> 2;
            default -> 0;
        };
    }
}
