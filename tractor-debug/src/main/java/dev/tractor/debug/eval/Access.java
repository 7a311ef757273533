package dev.tractor.debug.eval;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the JVM lets a class in a given place do, and method handles for the rest. */
final class Access {

    /** A member cannot be had by any means. */
    static final class DeniedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeniedException(String message) {
            super(message);
        }
    }

    private final Host host;
    private final boolean nestmate;

    /**
     * @param host where the class is
     * @param nestmate whether it belongs to the nest of the host's class
     */
    Access(Host host, boolean nestmate) {
        this.host = host;
        this.nestmate = nestmate && host.inside();
    }

    /** {@return the class, or null when the host's loader does not know it} */
    @Nullable
    Class<?> load(ClassDesc type) {
        var descriptor = type.descriptorString();
        try {
            return switch (descriptor.charAt(0)) {
                case '[' -> Class.forName(descriptor.replace('/', '.'), false, host.loader());
                case 'L' ->
                    Class.forName(
                            descriptor.substring(1, descriptor.length() - 1).replace('/', '.'), false, host.loader());
                default ->
                    MethodType.fromMethodDescriptorString("()" + descriptor, null)
                            .returnType();
            };
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** {@return whether the bytecode there may name the class} */
    boolean permits(Class<?> type) {
        if (type.isArray()) {
            return permits(type.componentType());
        }
        if (type.isPrimitive()) {
            return true;
        }
        if (type.isHidden()) {
            return false;
        }
        if (samePackage(type)) {
            return true;
        }
        // What sources call protected is public to the JVM.
        boolean open = Modifier.isPublic(type.getModifiers()) || Modifier.isProtected(type.getModifiers());
        var module = host.module();
        return open && module.canRead(type.getModule()) && type.getModule().isExported(type.getPackageName(), module);
    }

    private boolean samePackage(Class<?> type) {
        return host.inside()
                && type.getClassLoader() == host.type().getClassLoader()
                && type.getPackageName().equals(host.packageName());
    }

    /** {@return whether the bytecode there may use the member} */
    boolean permits(Member member) {
        var declaring = member.getDeclaringClass();
        if (Modifier.isPublic(member.getModifiers())) {
            return true;
        }
        return Modifier.isPrivate(member.getModifiers())
                ? nestmate && declaring.getNestHost() == host.type().getNestHost()
                : samePackage(declaring);
    }

    static @Nullable Field field(Class<?> owner, String name, Class<?> type) {
        for (var c : family(owner)) {
            for (var field : c.getDeclaredFields()) {
                if (field.getName().equals(name) && field.getType() == type) {
                    return field;
                }
            }
        }
        return null;
    }

    static @Nullable Method method(Class<?> owner, String name, String descriptor) {
        for (var c : family(owner)) {
            for (var method : c.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .descriptorString()
                                .equals(descriptor)) {
                    return method;
                }
            }
        }
        return null;
    }

    static @Nullable Constructor<?> constructor(Class<?> owner, String descriptor) {
        for (var constructor : owner.getDeclaredConstructors()) {
            if (MethodType.methodType(void.class, constructor.getParameterTypes())
                    .descriptorString()
                    .equals(descriptor)) {
                return constructor;
            }
        }
        return null;
    }

    /** The class, what it extends, then what it implements. */
    private static Set<Class<?>> family(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            all.add(c);
        }
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            addInterfaces(c, all);
        }
        all.add(Object.class);
        return all;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
        for (var face : type.getInterfaces()) {
            if (all.add(face)) {
                addInterfaces(face, all);
            }
        }
    }

    /** Makes a handle with a private lookup. */
    interface Making {
        MethodHandle make(MethodHandles.Lookup lookup) throws IllegalAccessException;
    }

    /** {@return a handle for a member, by the rights of its class or else of the host's} */
    MethodHandle handle(Member member, Making making) {
        var declaring = member.getDeclaringClass();
        try {
            return making.make(Opening.lookup(declaring));
        } catch (IllegalAccessException e) {
            if (host.inside()) {
                try {
                    return making.make(Opening.lookup(host.type()));
                } catch (IllegalAccessException closed) {
                    // Told below.
                }
            }
            var what = member instanceof Constructor<?>
                    ? "the constructor of " + declaring.getTypeName()
                    : declaring.getTypeName() + "." + member.getName();
            if (member instanceof Field field && Modifier.isFinal(field.getModifiers()) && isOpen(declaring)) {
                throw new DeniedException(what + " is final");
            }
            throw new DeniedException(what + " is not accessible: " + Opening.advice(declaring));
        }
    }

    private static boolean isOpen(Class<?> type) {
        try {
            Opening.lookup(type);
            return true;
        } catch (IllegalAccessException e) {
            return false;
        }
    }

    static String descriptor(MethodTypeDesc type) {
        return type.descriptorString();
    }
}
