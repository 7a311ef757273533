package dev.tractor.test;

import dev.tractor.Actor;
import dev.tractor.CancelScope;
import dev.tractor.Event;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Reply;
import dev.tractor.Semaphore;
import dev.tractor.Shared;
import dev.tractor.Task;
import java.io.Externalizable;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which types do no harm when two actors share an object of them: it never changes, or is made to be shared. What is harmless
 * as a declared type is so in all its subtypes.
 */
final class Harmless {
    private static final List<Class<?>> NEVER_CHANGE = List.of(
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            Enum.class,
            Class.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Path.class,
            Locale.class,
            Pattern.class);

    /** Errors are here because they are told to several. */
    private static final List<Class<?>> MADE_TO_BE_SHARED = List.of(
            Portal.class,
            Nursery.class,
            Task.class,
            CancelScope.class,
            Actor.class,
            Event.class,
            Reply.class,
            Semaphore.class,
            Shared.class,
            Thread.class,
            ClassLoader.class,
            Throwable.class);

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return harmless(type, new HashSet<>());
        }
    };

    private Harmless() {}

    static boolean is(Class<?> type) {
        return KNOWN.get(type);
    }

    /** {@code above} are those that are being looked at, so that a record may hold another of its kind. */
    private static boolean harmless(Class<?> type, Set<Class<?>> above) {
        if (type.isPrimitive()
                || ofAny(NEVER_CHANGE, type)
                || ofAny(MADE_TO_BE_SHARED, type)
                || knowsOfThreads(type)
                || isTime(type)) {
            return true;
        }
        if (!type.isRecord() && !type.isHidden()) {
            return false;
        }
        return !above.add(type) || parts(type).allMatch(part -> harmless(part, above));
    }

    private static boolean ofAny(List<Class<?>> types, Class<?> type) {
        return types.stream().anyMatch(each -> each.isAssignableFrom(type));
    }

    /** Its values never change; what stands for one of them in a stream must go through it. */
    private static boolean isTime(Class<?> type) {
        return type.getPackageName().equals("java.time")
                && !type.isInterface()
                && type != Clock.class
                && !Externalizable.class.isAssignableFrom(type);
    }

    /**
     * Who uses such a type means to share it. Not so its interfaces, which lambdas implement. A synchronized list of random
     * access puts another view of the same elements into a stream, which is shared in its place.
     */
    private static boolean knowsOfThreads(Class<?> type) {
        for (Class<?> c = type; c != null && !c.isInterface(); c = c.getSuperclass()) {
            var name = c.getName();
            if (name.startsWith("java.util.concurrent.") || name.startsWith("java.util.Collections$Synchronized")) {
                return true;
            }
        }
        return false;
    }

    /** The declared types of what a record holds, or of what a lambda has captured. */
    private static Stream<Class<?>> parts(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType);
        }
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(field -> field.getType());
    }
}
