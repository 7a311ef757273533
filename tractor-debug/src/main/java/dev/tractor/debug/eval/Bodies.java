package dev.tractor.debug.eval;

import java.lang.classfile.Attribute;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.CharacterRange;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of {@link Rewriter} that goes through the instructions of one class. */
final class Bodies {
    private static final int FIRST_OF_OUTERS = 1;

    /** A method to be added, for a method reference that the JVM would refuse. */
    private record Bridge(String name, MethodTypeDesc type, MethodHandle handle) {}

    private final Rewriter whole;
    private final ClassDesc self;
    private final List<Bridge> bridges = new ArrayList<>();

    /** The objects that are being made, in the method that is gone through. */
    private final Deque<ClassDesc> making = new ArrayDeque<>();

    Bodies(Rewriter whole, ClassDesc self) {
        this.whole = whole;
        this.self = self;
    }

    void write(MethodModel method, CodeBuilder code) {
        making.clear();
        if (method.methodName().equalsString(Rewriter.BOOTSTRAP)) {
            method.code().orElseThrow().forEach(code);
            return;
        }
        Set<Label> before = new HashSet<>();
        for (var element : method.code().orElseThrow()) {
            switch (element) {
                case LabelTarget target -> {
                    before.add(target.label());
                    code.with(target);
                }
                case BranchInstruction branch -> {
                    if (before.contains(branch.target()) && self.equals(whole.main)) {
                        Loops.poll(whole.main, code);
                    }
                    code.with(branch);
                }
                case FieldInstruction field -> field(field, code);
                case InvokeInstruction invoke -> invoke(invoke, code);
                case InvokeDynamicInstruction dynamic -> dynamic(dynamic, code);
                case NewObjectInstruction made -> make(made, code);
                case TypeCheckInstruction check -> check(check, code);
                case NewReferenceArrayInstruction array ->
                    code.anewarray(type(array.componentType().asSymbol()));
                case NewMultiArrayInstruction array ->
                    code.multianewarray(type(array.arrayType().asSymbol()), array.dimensions());
                case ConstantInstruction.LoadConstantInstruction constant -> constant(constant, code);
                case ExceptionCatch caught -> {
                    if (caught.catchType().isPresent()) {
                        code.exceptionCatch(
                                caught.tryStart(),
                                caught.tryEnd(),
                                caught.handler(),
                                type(caught.catchType().get().asSymbol()));
                    } else {
                        code.exceptionCatchAll(caught.tryStart(), caught.tryEnd(), caught.handler());
                    }
                }
                case LocalVariable _, LocalVariableType _, CharacterRange _ -> {}
                case Attribute<?> _ -> {}
                default -> code.with(element);
            }
        }
    }

    private ClassDesc type(ClassDesc symbol) {
        return whole.type(symbol);
    }

    private void ownerNamed() {
        if (!self.equals(whole.main)) {
            whole.mainNamed = true;
        }
    }

    private void field(FieldInstruction field, CodeBuilder code) {
        var owner = field.owner().asSymbol();
        var name = field.name().stringValue();
        boolean read = field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC;
        boolean isStatic = field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC;
        var type = type(field.typeSymbol());
        if (owner.equals(whole.main) && whole.isMainField(name)) {
            ownerNamed();
            if (name.startsWith("this$")) {
                code.pop().getstatic(whole.main, Wrapper.self(FIRST_OF_OUTERS), type);
            } else if (isStatic) {
                code.fieldAccess(field.opcode(), whole.main, name, type);
            } else if (read) {
                code.pop().getstatic(whole.main, name, type);
            } else {
                code.putstatic(whole.main, name, type).pop();
            }
            return;
        }
        if (whole.isWrapping(owner) && name.startsWith("this$")) {
            int level = Wrapper.level(Rewriter.binary(owner));
            code.pop().getstatic(whole.main, Wrapper.self(level + 1), type);
            ownerNamed();
            return;
        }
        if (whole.own.containsKey(owner) && !owner.equals(whole.main)) {
            code.fieldAccess(field.opcode(), owner, name, type);
            return;
        }
        var real = whole.access.load(whole.real(owner));
        var found = real == null
                ? null
                : Access.field(real, name, orObject(whole.access.load(whole.realArray(field.typeSymbol()))));
        if (real == null || found == null) {
            code.fieldAccess(field.opcode(), whole.real(owner), name, type);
            return;
        }
        var permitted = permittedOwner(real, found);
        if (permitted != null && permits(found.getType()) && !(Modifier.isFinal(found.getModifiers()) && !read)) {
            code.fieldAccess(field.opcode(), permitted, name, type);
            return;
        }
        var handle = whole.access.handle(
                found, lookup -> read ? lookup.unreflectGetter(found) : lookup.unreflectSetter(found));
        call(name, handle, callType(isStatic ? null : found, handle), code);
    }

    private static Class<?> orObject(@Nullable Class<?> type) {
        return type == null ? Object.class : type;
    }

    private boolean permits(Class<?> type) {
        return whole.access.permits(type);
    }

    /** {@return the class to name as the owner of a member that may be used as it is, else null} */
    private @Nullable ClassDesc permittedOwner(Class<?> owner, Member member) {
        if (!whole.access.permits(member)) {
            return null;
        }
        var declaring = member.getDeclaringClass();
        var named = permits(declaring) ? declaring : permits(owner) ? owner : null;
        return named == null ? null : named.describeConstable().orElse(null);
    }

    private void invoke(InvokeInstruction invoke, CodeBuilder code) {
        var owner = invoke.owner().asSymbol();
        var name = invoke.name().stringValue();
        var symbol = invoke.typeSymbol();
        if (name.equals(ConstantDescs.INIT_NAME)) {
            construct(owner, symbol, code);
            return;
        }
        if (owner.equals(whole.main)) {
            var method = whole.mainMethod(name, symbol);
            if (method != null) {
                ownerNamed();
                boolean wasStatic = invoke.opcode() == Opcode.INVOKESTATIC;
                var type = whole.type(symbol);
                code.invokestatic(
                        whole.main, name, wasStatic ? type : type.insertParameterTypes(0, whole.type(whole.main)));
                return;
            }
        }
        if (whole.own.containsKey(owner) && !owner.equals(whole.main)) {
            code.invoke(invoke.opcode(), owner, name, whole.type(symbol), invoke.isInterface());
            return;
        }
        if ((name.equals("breakpoint") || name.equals("postMortem"))
                && owner.descriptorString().equals("Ldev/tractor/Tractor;")) {
            throw new Access.DeniedException(name + "() has no effect here: this task is at the console already");
        }
        var real = owner.isArray() ? null : whole.access.load(whole.real(owner));
        var found = real == null
                ? null
                : Access.method(real, name, whole.real(symbol).descriptorString());
        if (real == null || found == null) {
            code.invoke(invoke.opcode(), whole.type(owner), name, whole.type(symbol), invoke.isInterface());
            return;
        }
        boolean isStatic = Modifier.isStatic(found.getModifiers());
        boolean special = invoke.opcode() == Opcode.INVOKESPECIAL;
        if (special && !whole.isWrapping(owner)) { // super.m() inside a class of the snippet
            code.invoke(invoke.opcode(), owner, name, whole.type(symbol), invoke.isInterface());
            return;
        }
        if (special) {
            superCall(name, symbol, code);
            return;
        }
        var permitted = permittedOwner(real, found);
        if (permitted != null && permitsAll(found)) {
            boolean isInterface = orObject(whole.access.load(permitted)).isInterface();
            code.invoke(Rewriter.call(isStatic, isInterface), permitted, name, whole.type(symbol), isInterface);
            return;
        }
        var handle = whole.access.handle(found, lookup -> lookup.unreflect(found));
        call(name, handle, callType(isStatic ? null : found, handle), code);
    }

    private boolean permitsAll(Method method) {
        if (!permits(method.getReturnType())) {
            return false;
        }
        for (var parameter : method.getParameterTypes()) {
            if (!permits(parameter)) {
                return false;
            }
        }
        return true;
    }

    /** In the frame, {@code super} is what the frame's class extends. */
    private void superCall(String name, MethodTypeDesc symbol, CodeBuilder code) {
        var frame = orObject(whole.access.load(whole.real(whole.main)));
        var above = frame.getSuperclass();
        var found = above == null
                ? null
                : Access.method(above, name, whole.real(symbol).descriptorString());
        if (found == null || Modifier.isAbstract(found.getModifiers())) {
            throw new Access.DeniedException("super." + name + " is no method with a body");
        }
        try {
            var handle = Opening.lookup(frame).unreflectSpecial(found, frame);
            call(name, handle, callType(found, handle), code);
        } catch (IllegalAccessException e) {
            throw new Access.DeniedException("super." + name + " is not accessible: " + Opening.advice(frame));
        }
    }

    /** {@return the type to call a handle with: what may not be named is an Object} */
    private MethodTypeDesc callType(@Nullable Member receiver, MethodHandle handle) {
        var type = MethodTypeDesc.ofDescriptor(handle.type().descriptorString());
        return whole.type(type);
    }

    private void call(String name, MethodHandle handle, MethodTypeDesc type, CodeBuilder code) {
        int number = whole.number(handle);
        var bootstrap = MethodHandleDesc.ofMethod(
                DirectMethodHandleDesc.Kind.STATIC,
                whole.main,
                Rewriter.BOOTSTRAP,
                MethodTypeDesc.of(
                        CallSite.class.describeConstable().orElseThrow(),
                        MethodHandles.Lookup.class.describeConstable().orElseThrow(),
                        ConstantDescs.CD_String,
                        ConstantDescs.CD_MethodType,
                        ConstantDescs.CD_int));
        ownerNamed();
        code.invokedynamic(DynamicCallSiteDesc.of(bootstrap, name.startsWith("<") ? "new" : name, type, number));
    }

    /** Whether objects of a class are made by handles. One answer for all its constructors. */
    private boolean byHandle(ClassDesc symbol) {
        if (whole.own.containsKey(symbol)) {
            return false;
        }
        var real = whole.access.load(whole.real(symbol));
        if (real == null) {
            return false;
        }
        if (!permits(real)) {
            return true;
        }
        for (var constructor : real.getDeclaredConstructors()) {
            if (!whole.access.permits(constructor)) {
                return true;
            }
            for (var parameter : constructor.getParameterTypes()) {
                if (!permits(parameter)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void make(NewObjectInstruction made, CodeBuilder code) {
        var symbol = made.className().asSymbol();
        making.push(symbol);
        if (byHandle(symbol)) {
            code.aconst_null();
        } else {
            code.new_(whole.real(symbol));
        }
    }

    private void construct(ClassDesc owner, MethodTypeDesc symbol, CodeBuilder code) {
        boolean fresh = owner.equals(making.peek());
        if (fresh) {
            making.pop();
        }
        if (!fresh || !byHandle(owner)) {
            if (!fresh && !whole.own.containsKey(owner)) {
                checkSuper(owner, symbol);
            }
            code.invokespecial(whole.real(owner), ConstantDescs.INIT_NAME, whole.type(symbol));
            return;
        }
        var real = orObject(whole.access.load(whole.real(owner)));
        Constructor<?> found = Access.constructor(real, whole.real(symbol).descriptorString());
        if (found == null) {
            throw new Access.DeniedException(
                    "no constructor of " + real.getTypeName() + " with " + symbol.displayDescriptor());
        }
        var handle = whole.access.handle(found, lookup -> lookup.unreflectConstructor(found));
        call("new", handle, callType(null, handle), code);
        // Below the new object lie the two nulls that stand for it as long as it is made.
        code.dup_x2().pop().pop().pop();
    }

    private void checkSuper(ClassDesc owner, MethodTypeDesc symbol) {
        var real = whole.access.load(whole.real(owner));
        var found = real == null
                ? null
                : Access.constructor(real, whole.real(symbol).descriptorString());
        boolean inherited = found != null && Modifier.isProtected(found.getModifiers());
        if (real != null && found != null && !inherited && !whole.access.permits(found)) {
            throw new Access.DeniedException(
                    "cannot extend " + real.getTypeName() + ": its constructor is not accessible");
        }
    }

    private void check(TypeCheckInstruction check, CodeBuilder code) {
        var symbol = check.type().asSymbol();
        var type = type(symbol);
        if (check.opcode() == Opcode.CHECKCAST) {
            code.checkcast(type);
            return;
        }
        var real = whole.access.load(whole.realArray(symbol));
        if (real != null && !whole.own.containsKey(symbol) && !permits(real)) {
            call(
                    "is",
                    Handles.isInstance(real),
                    MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object),
                    code);
        } else {
            code.instanceOf(type);
        }
    }

    private void constant(ConstantInstruction.LoadConstantInstruction constant, CodeBuilder code) {
        if (constant.constantValue() instanceof ClassDesc symbol) {
            var real = whole.access.load(whole.realArray(symbol));
            if (real != null && !whole.own.containsKey(symbol) && !permits(real)) {
                call(
                        "class",
                        MethodHandles.constant(Class.class, real),
                        MethodTypeDesc.of(ConstantDescs.CD_Class),
                        code);
            } else {
                code.loadConstant((ConstantDesc) type(symbol));
            }
        } else {
            code.with(constant);
        }
    }

    private void dynamic(InvokeDynamicInstruction dynamic, CodeBuilder code) {
        var bootstrap = dynamic.bootstrapMethod();
        var arguments = dynamic.bootstrapArgs().stream().map(this::argument).toArray(ConstantDesc[]::new);
        code.invokedynamic(DynamicCallSiteDesc.of(
                bootstrap, dynamic.name().stringValue(), whole.type(dynamic.typeSymbol()), arguments));
    }

    private ConstantDesc argument(ConstantDesc argument) {
        return switch (argument) {
            case ClassDesc type -> type(type);
            case MethodTypeDesc type -> whole.type(type);
            case DirectMethodHandleDesc handle -> handle(handle);
            case DynamicConstantDesc<?> dynamic -> {
                var arguments =
                        dynamic.bootstrapArgsList().stream().map(this::argument).toArray(ConstantDesc[]::new);
                yield DynamicConstantDesc.ofNamed(
                        dynamic.bootstrapMethod(), dynamic.constantName(), type(dynamic.constantType()), arguments);
            }
            default -> argument;
        };
    }

    private ConstantDesc handle(DirectMethodHandleDesc handle) {
        var owner = handle.owner();
        var name = handle.methodName();
        var descriptor = handle.lookupDescriptor();
        boolean isField = !descriptor.startsWith("(");
        if (isField) {
            return handle; // of records of the snippet
        }
        var symbol = MethodTypeDesc.ofDescriptor(descriptor);
        if (owner.equals(whole.main) && whole.mainMethod(name, symbol) != null) {
            ownerNamed();
            boolean wasStatic = handle.refKind() == java.lang.invoke.MethodHandleInfo.REF_invokeStatic;
            var type = whole.type(symbol);
            return MethodHandleDesc.ofMethod(
                    DirectMethodHandleDesc.Kind.STATIC,
                    whole.main,
                    name,
                    wasStatic ? type : type.insertParameterTypes(0, whole.type(whole.main)));
        }
        if (whole.own.containsKey(owner) || owner.isArray()) {
            return MethodHandleDesc.of(
                    handle.kind(), owner, name, whole.type(symbol).descriptorString());
        }
        var real = whole.access.load(whole.real(owner));
        if (real == null) {
            return handle;
        }
        if (name.equals(ConstantDescs.INIT_NAME)) {
            var found = Access.constructor(real, whole.real(symbol).descriptorString());
            if (found == null || !byHandle(owner)) {
                return MethodHandleDesc.of(
                        handle.kind(),
                        whole.real(owner),
                        name,
                        whole.type(symbol).descriptorString());
            }
            return bridge(whole.access.handle(found, lookup -> lookup.unreflectConstructor(found)));
        }
        var found = Access.method(real, name, whole.real(symbol).descriptorString());
        if (found == null) {
            return handle;
        }
        var permitted = permittedOwner(real, found);
        if (permitted == null || !permitsAll(found) || Modifier.isPrivate(found.getModifiers())) {
            return bridge(whole.access.handle(found, lookup -> lookup.unreflect(found)));
        }
        boolean isInterface = orObject(whole.access.load(permitted)).isInterface();
        var kind = Modifier.isStatic(found.getModifiers())
                ? isInterface ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC : DirectMethodHandleDesc.Kind.STATIC
                : isInterface ? DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL : DirectMethodHandleDesc.Kind.VIRTUAL;
        return MethodHandleDesc.of(kind, permitted, name, whole.type(symbol).descriptorString());
    }

    private ConstantDesc bridge(MethodHandle handle) {
        var type = callType(null, handle);
        var name = "$bridge" + bridges.size();
        bridges.add(new Bridge(name, type, handle));
        return MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, self, name, type);
    }

    /** Adds the methods that method references go through. After all bodies. */
    void bridges(ClassBuilder to) {
        for (var bridge : bridges) {
            to.withMethodBody(bridge.name(), bridge.type(), ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                int slot = 0;
                for (var parameter : bridge.type().parameterList()) {
                    var kind = TypeKind.from(parameter);
                    code.loadLocal(kind, slot);
                    slot += kind.slotSize();
                }
                call("reference", bridge.handle(), bridge.type(), code);
                code.return_(TypeKind.from(bridge.type().returnType()));
            });
        }
    }
}
