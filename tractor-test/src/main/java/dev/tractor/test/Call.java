package dev.tractor.test;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method of a {@link Probe}'s interface. Immutable, except that it holds the very arguments that were given: what
 * the caller changes in them later shows here too.
 */
public final class Call {
    private final Method method;
    private final List<@Nullable Object> arguments;

    Call(Method method, @Nullable Object... arguments) {
        this.method = method;
        this.arguments = Collections.unmodifiableList(Arrays.<@Nullable Object>asList(arguments));
    }

    /** {@return the name of the method} */
    public String method() {
        return method.getName();
    }

    /** {@return the arguments, in order; primitive ones boxed, variable ones as an array} May hold null. */
    public List<@Nullable Object> arguments() {
        return arguments;
    }

    /**
     * Returns an argument as what it is.
     *
     * @param index which one, from 0
     * @param type its class; for a primitive {@code int.class} will do
     * @param <X> its type
     * @return the argument, not null
     * @throws AssertionError when there is no such argument, or it is null or of another class
     */
    public <X> X argument(int index, Class<X> type) {
        if (index < 0 || index >= arguments.size()) {
            throw new AssertionError("there is no argument " + index + " in " + this + ", which has " + arguments.size()
                    + (arguments.isEmpty() ? "" : "; the first is 0"));
        }
        var argument = arguments.get(index);
        if (argument == null || !boxed(type).isInstance(argument)) {
            throw new AssertionError("argument " + index + " of " + this + " is "
                    + (argument == null ? "null" : "a " + argument.getClass().getName())
                    + ", not a " + type.getName());
        }
        @SuppressWarnings("unchecked") // Class.cast refuses the boxes of primitives
        var typed = (X) argument;
        return typed;
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** Whether both are the same call: of the same method, with equal arguments. */
    boolean matches(Call other) {
        return sameMethod(other) && Arrays.deepEquals(arguments.toArray(), other.arguments.toArray());
    }

    /** Whether both call the same method, under whichever of its declarations the callers know it. */
    boolean sameMethod(Call other) {
        return method.equals(other.method)
                || method().equals(other.method())
                        && (overrides(method, other.method) || overrides(other.method, method));
    }

    /** Whether {@code special} has the parameters of {@code general} once its type variables stand for something. */
    private static boolean overrides(Method special, Method general) {
        var generalTypes = general.getParameterTypes();
        var specialTypes = special.getParameterTypes();
        if (generalTypes.length != specialTypes.length) {
            return false;
        }
        for (int i = 0; i < generalTypes.length; i++) {
            var open = general.isBridge() || general.getGenericParameterTypes()[i] instanceof TypeVariable<?>;
            if (open ? !generalTypes[i].isAssignableFrom(specialTypes[i]) : generalTypes[i] != specialTypes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the method may throw this: it is unchecked or declared. */
    boolean mayThrow(Throwable thrown) {
        return thrown instanceof RuntimeException
                || thrown instanceof Error
                || Stream.of(method.getExceptionTypes()).anyMatch(type -> type.isInstance(thrown));
    }

    /** What the method throws, for messages. */
    String declared() {
        var types = method.getExceptionTypes();
        return types.length == 0
                ? "no checked exception"
                : Stream.of(types).map(Class::getName).collect(Collectors.joining(", "));
    }

    Class<?> returnType() {
        return method.getReturnType();
    }

    /** The call without its arguments, for messages. */
    String withAnyArguments() {
        return method() + (arguments.isEmpty() ? "()" : "(any)");
    }

    /** {@return the call as code shows it: {@code ship(Order[id=1], "express")}} */
    @Override
    public String toString() {
        return arguments.stream().map(Call::text).collect(Collectors.joining(", ", method() + "(", ")"));
    }

    private static String text(@Nullable Object argument) {
        if (argument instanceof CharSequence) {
            return "\"" + argument + "\"";
        }
        if (argument != null && argument.getClass().isArray()) {
            return Stream.iterate(0, i -> i < Array.getLength(argument), i -> i + 1)
                    .map(i -> text(Array.get(argument, i)))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return Objects.toString(argument);
    }
}
