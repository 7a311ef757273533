package dev.tractor.debug;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Values in one line, without running code of the user: no {@code toString}, no accessor, no iterator but the JDK's own. Such
 * code could wait, fail, or change what is being looked at.
 *
 * <p>Strings, numbers, enum constants and the like are shown as they are written; arrays, records and the collections of the
 * JDK with their first elements; of anything else its class and its identity.
 */
final class ValueText {
    private static final int MOST_ELEMENTS = 5;
    private static final int LONGEST_STRING = 100;

    /** By exact class, because a subclass may be the user's. All of them iterate without asking their elements. */
    private static final Set<Class<?>> COLLECTIONS = Set.of(
            ArrayList.class,
            LinkedList.class,
            ArrayDeque.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            PriorityQueue.class,
            CopyOnWriteArrayList.class,
            ConcurrentLinkedQueue.class,
            ConcurrentLinkedDeque.class,
            Arrays.asList().getClass(),
            List.of().getClass(),
            List.of(1).getClass(),
            Set.of().getClass(),
            Set.of(1).getClass());

    private static final Set<Class<?>> MAPS = Set.of(
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class,
            EnumMap.class,
            ConcurrentHashMap.class,
            Map.of().getClass(),
            Map.of(1, 1).getClass());

    /** What the JDK turns into text without asking anybody. */
    private static final Set<Class<?>> PLAIN = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            AtomicBoolean.class,
            AtomicInteger.class,
            AtomicLong.class);

    private ValueText() {}

    /** {@return the value in one line} */
    static String of(@Nullable Object value) {
        try {
            return value == null ? "null" : deep(value);
        } catch (RuntimeException | StackOverflowError e) {
            // Another thread may change a collection meanwhile.
            return identity(value);
        }
    }

    private static String deep(Object value) {
        var type = value.getClass();
        if (type.isArray()) {
            return array(value);
        }
        if (COLLECTIONS.contains(type)) {
            var elements = (Collection<?>) value;
            return TypeText.of(type) + " of " + elements.size() + " " + elements(elements.iterator());
        }
        if (MAPS.contains(type)) {
            return map((Map<?, ?>) value);
        }
        if (value instanceof Record && readable(type)) {
            return record(value);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(content -> "Optional of " + shallow(content)).orElse("Optional, empty");
        }
        return shallow(value);
    }

    /** {@return the value as an element of another} */
    private static String shallow(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quoted(text, '"');
            case Character c -> quoted(c.toString(), '\'');
            case Long number -> number + "L";
            case Float number -> number + "f";
            case Enum<?> constant -> TypeText.of(constant.getDeclaringClass()) + "." + constant.name();
            case Class<?> type -> TypeText.of(type) + ".class";
            case StringBuilder text -> "StringBuilder " + quoted(text.toString(), '"');
            default -> PLAIN.contains(value.getClass()) || ofJavaTime(value) ? plain(value) : identity(value);
        };
    }

    private static String plain(Object value) {
        var type = value.getClass();
        var text = value.toString();
        return type.getPackageName().equals("java.lang") ? text : TypeText.of(type) + " " + text;
    }

    private static boolean ofJavaTime(Object value) {
        return value.getClass().getPackageName().equals("java.time");
    }

    /** {@return the class, and a number that tells this object from others} */
    static String identity(Object value) {
        return TypeText.of(value.getClass()) + "@" + Integer.toHexString(System.identityHashCode(value));
    }

    private static String array(Object array) {
        int length = Array.getLength(array);
        List<@Nullable Object> first = new ArrayList<>();
        for (int i = 0; i < Math.min(length, MOST_ELEMENTS + 1); i++) {
            first.add(Array.get(array, i));
        }
        return TypeText.of(array.getClass().componentType()) + "[" + length + "] " + elements(first.iterator());
    }

    private static String elements(Iterator<?> elements) {
        List<String> shown = new ArrayList<>();
        while (elements.hasNext() && shown.size() < MOST_ELEMENTS) {
            shown.add(shallow(elements.next()));
        }
        if (elements.hasNext()) {
            shown.add("...");
        }
        return "[" + String.join(", ", shown) + "]";
    }

    private static String map(Map<?, ?> map) {
        List<String> shown = new ArrayList<>();
        var entries = map.entrySet().iterator();
        while (entries.hasNext() && shown.size() < MOST_ELEMENTS) {
            var entry = entries.next();
            shown.add(shallow(entry.getKey()) + ": " + shallow(entry.getValue()));
        }
        if (entries.hasNext()) {
            shown.add("...");
        }
        return TypeText.of(map.getClass()) + " of " + map.size() + " {" + String.join(", ", shown) + "}";
    }

    /** Whether the fields can be read without its accessors, which are code of the user. */
    private static boolean readable(Class<?> type) {
        try {
            for (var component : type.getRecordComponents()) {
                if (!type.getDeclaredField(component.getName()).trySetAccessible()) {
                    return false;
                }
            }
            return true;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static String record(Object record) {
        List<String> shown = new ArrayList<>();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                var field = record.getClass().getDeclaredField(component.getName());
                field.setAccessible(true);
                shown.add(component.getName() + "=" + shallow(field.get(record)));
            } catch (ReflectiveOperationException e) {
                shown.add(component.getName() + "=?");
            }
        }
        return TypeText.of(record.getClass()) + "[" + String.join(", ", shown) + "]";
    }

    /** {@return the text as a literal of the language, cut when it is long} */
    private static String quoted(String text, char quote) {
        var out = new StringBuilder().append(quote);
        int end = Math.min(text.length(), LONGEST_STRING);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(c);
                    } else if (Character.isISOControl(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(quote);
        return text.length() > end ? out + "... (" + text.length() + " chars)" : out.toString();
    }
}
