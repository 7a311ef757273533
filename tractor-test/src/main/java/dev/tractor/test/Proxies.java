package dev.tractor.test;

import dev.tractor.ActorAction;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedCollection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Objects that implement an interface by handing every call to one function. */
final class Proxies {
    /** What methods return that nobody has said anything about; null for all others. */
    private static final Map<Class<?>, Object> DEFAULTS = Map.ofEntries(
            Map.entry(boolean.class, false),
            Map.entry(byte.class, (byte) 0),
            Map.entry(short.class, (short) 0),
            Map.entry(char.class, '\0'),
            Map.entry(int.class, 0),
            Map.entry(long.class, 0L),
            Map.entry(float.class, 0f),
            Map.entry(double.class, 0.0),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(OptionalInt.class, OptionalInt.empty()),
            Map.entry(OptionalLong.class, OptionalLong.empty()),
            Map.entry(OptionalDouble.class, OptionalDouble.empty()),
            Map.entry(Iterable.class, List.of()),
            Map.entry(Collection.class, List.of()),
            Map.entry(SequencedCollection.class, List.of()),
            Map.entry(List.class, List.of()),
            Map.entry(Set.class, Set.of()),
            Map.entry(Map.class, Map.of()));

    /** What is done with a call. */
    interface Handler {

        /** Answers a call. */
        @Nullable
        Object answer(Call call) throws Throwable;
    }

    private Proxies() {}

    /** Refuses types of which there can be no proxy. */
    static void check(Class<?> type) {
        var name = type.getSimpleName();
        if (!type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(
                    "there is no Probe<" + name + ">: " + type.getName()
                            + " is no interface; give the actor an interface with the methods that are called, and a probe of that");
        }
        if (type.isSealed()) {
            throw new IllegalArgumentException("there is no Probe<" + name + ">: " + type.getName()
                    + " is sealed, so that a probe cannot implement it; use one that is not");
        }
    }

    /** An object of that name whose calls, but for those of {@link Object}'s methods, go to {@code handler}. */
    static <T> T make(Class<T> type, String name, Handler handler) {
        check(type);
        InvocationHandler invocations = (proxy, method, arguments) -> {
            var given = arguments == null ? new Object[0] : arguments;
            return method.getDeclaringClass() == Object.class
                    ? ofObject(proxy, name, method, given)
                    : handler.answer(new Call(method, given));
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, invocations));
    }

    private static Object ofObject(Object proxy, String name, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> name;
        };
    }

    /** What a method returns that nobody has said anything about. */
    static @Nullable Object byDefault(Call call) {
        return DEFAULTS.get(call.returnType());
    }

    /** The one call that {@code code} makes. @param where the method of the probe that was given the code, for messages */
    static <T> Call written(Class<T> type, String where, ActorAction<? super T> code) {
        var calls = new ArrayList<Call>();
        var recorder = make(type, "the " + type.getSimpleName() + " of " + where, call -> {
            calls.add(call);
            return byDefault(call);
        });
        Throwable thrown = null;
        try {
            code.accept(recorder);
        } catch (Exception e) {
            thrown = e;
        }
        if (calls.size() == 1 && thrown == null) {
            return calls.getFirst();
        }
        throw new IllegalArgumentException(
                where + " takes code that makes one call of " + type.getSimpleName()
                        + ", such as x -> x.method(argument);"
                        + " this "
                        + (calls.isEmpty() ? "made none" : "made " + calls)
                        + (thrown == null ? "" : " and threw " + thrown),
                thrown);
    }
}
