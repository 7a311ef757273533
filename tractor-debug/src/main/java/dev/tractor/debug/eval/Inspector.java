package dev.tractor.debug.eval;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Shows values without running a line of the program: fields are read, and only classes of the JDK whose methods call
 * nothing of the program are asked.
 *
 * <p>What is shown is limited in depth, in the number of elements and in length, so that nothing is too large. The program
 * goes on meanwhile, so what is shown may be of several moments; a collection that is changed at the wrong time is shown as
 * far as it got.
 */
public final class Inspector {
    private static final int LONGEST_TEXT = 200;
    private static final int ONE_LINE_ELEMENTS = 10;
    private static final int ONE_LINE_DEPTH = 2;
    private static final int ONE_LINE_LENGTH = 1_000;
    private static final int MOST_LINES = 10_000;

    private final int elements;
    private final int depth;

    /** Makes one with the usual limits. */
    public Inspector() {
        this(100, 5);
    }

    /**
     * Makes one with limits.
     *
     * @param elements how many elements of an array or collection are shown, at least 1
     * @param depth how many objects inside each other are opened, at least 1
     */
    public Inspector(int elements, int depth) {
        this.elements = elements;
        this.depth = depth;
    }

    /**
     * The value in many lines, to be shown in parts.
     *
     * @param all every line
     */
    public record Dump(List<String> all) {

        /** Makes an immutable copy of the list. */
        public Dump {
            all = List.copyOf(all);
        }

        /**
         * {@return a part}
         *
         * @param offset the first line, from 0
         * @param count how many at most
         */
        public List<String> lines(int offset, int count) {
            int from = Math.clamp(offset, 0, all.size());
            return all.subList(from, (int) Math.min(all.size(), (long) from + count));
        }
    }

    /** {@return the value in one line} */
    public String line(@Nullable Object value) {
        var out = new StringBuilder();
        new OneLine(out).write(value, ONE_LINE_DEPTH);
        return out.length() <= ONE_LINE_LENGTH ? out.toString() : out.substring(0, ONE_LINE_LENGTH) + "...";
    }

    /** {@return the value in as many lines as its parts need} */
    public Dump dump(@Nullable Object value) {
        var tree = new Tree();
        tree.write("", "", value, depth);
        return new Dump(tree.lines);
    }

    /** {@return the text of a value that is not opened, or null} */
    private static @Nullable String atom(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quoted(text);
            case Character c -> "'" + escaped(String.valueOf(c)).replace("\\\"", "\"") + "'";
            case Long number -> number + "L";
            case Float number -> number + "f";
            case Boolean _, Byte _, Short _, Integer _, Double _ -> String.valueOf(value);
            case Enum<?> constant -> nameOf(constant.getDeclaringClass()) + "." + constant.name();
            case Class<?> type -> type.getTypeName() + ".class";
            case Thread thread ->
                nameOf(thread.getClass()) + "[#" + thread.threadId() + " " + quoted(thread.getName()) + " "
                        + thread.getState() + "]";
            case Path path when isJdk(path) -> "Path[" + path + "]";
            case Temporal time when isJdk(time) -> nameOf(time.getClass()) + "[" + time + "]";
            case TemporalAmount time when isJdk(time) -> nameOf(time.getClass()) + "[" + time + "]";
            case AtomicInteger number when isJdk(number) -> "AtomicInteger[" + number.get() + "]";
            case AtomicLong number when isJdk(number) -> "AtomicLong[" + number.get() + "]";
            case AtomicBoolean flag when isJdk(flag) -> "AtomicBoolean[" + flag.get() + "]";
            case LongAdder sum when isJdk(sum) -> "LongAdder[" + sum.sum() + "]";
            case CharSequence text when isJdk(text) -> nameOf(text.getClass()) + "[" + quoted(text.toString()) + "]";
            case OptionalInt optional ->
                optional.isPresent() ? "OptionalInt[" + optional.getAsInt() + "]" : "OptionalInt.empty";
            case OptionalLong optional ->
                optional.isPresent() ? "OptionalLong[" + optional.getAsLong() + "]" : "OptionalLong.empty";
            case OptionalDouble optional ->
                optional.isPresent() ? "OptionalDouble[" + optional.getAsDouble() + "]" : "OptionalDouble.empty";
            case UUID _, java.math.BigInteger _, java.math.BigDecimal _, java.net.URI _
            when isJdk(value) -> nameOf(value.getClass()) + "[" + value + "]";
            case java.util.Date date when isJdk(date) -> nameOf(date.getClass()) + "[" + date + "]";
            case java.util.Locale _, java.nio.charset.Charset _, java.util.regex.Pattern _
            when isJdk(value) -> nameOf(value.getClass()) + "[" + value + "]";
            case StackTraceElement frame -> frame.toString();
            default -> value.getClass() == Object.class ? identity(value) : null;
        };
    }

    private static String quoted(String text) {
        return text.length() <= LONGEST_TEXT
                ? "\"" + escaped(text) + "\""
                : "\"" + escaped(text.substring(0, LONGEST_TEXT)) + "\"... (" + text.length() + " characters)";
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    private static boolean isJdk(Object value) {
        return value.getClass().getClassLoader() == null;
    }

    /** {@return the class's name without its package; of a lambda or proxy, that of its interface} */
    private static String nameOf(Class<?> type) {
        if (type.isArray()) {
            return nameOf(type.componentType()) + "[]";
        }
        if (type.isHidden() || java.lang.reflect.Proxy.isProxyClass(type)) {
            var faces = type.getInterfaces();
            return faces.length == 0 ? "hidden class" : (type.isHidden() ? "lambda " : "proxy ") + nameOf(faces[0]);
        }
        return TypeTexts.afterPackage(type);
    }

    private static String identity(Object value) {
        return nameOf(value.getClass()) + "@" + Integer.toHexString(System.identityHashCode(value));
    }

    /** What an object is made of: what each part is called, or nothing in a list, and its value. */
    private record Part(String name, @Nullable Object value, boolean known) {}

    /**
     * What is inside a value.
     *
     * @param title what it is
     * @param more how many parts are left out; -1 when only that there are more is known
     */
    private record Parts(String title, char open, char close, List<Part> all, long more) {}

    private static Parts parts(Object value, int most) {
        List<Part> all = new ArrayList<>();
        var type = value.getClass();
        if (type.isArray()) {
            int length = Array.getLength(value);
            for (int i = 0; i < Math.min(length, most); i++) {
                all.add(new Part("", Array.get(value, i), true));
            }
            return new Parts(
                    nameOf(type.componentType()) + "[" + length + "]", '{', '}', all, Math.max(0, length - most));
        }
        if (isJdk(value)) {
            switch (value) {
                case Map<?, ?> map -> {
                    int size = map.size();
                    entries(map, most, all);
                    return new Parts(nameOf(type) + "(" + size + ")", '{', '}', all, Math.max(0, size - most));
                }
                case Collection<?> collection -> {
                    int size = collection.size();
                    elements(collection, most, all);
                    return new Parts(nameOf(type) + "(" + size + ")", '[', ']', all, Math.max(0, size - most));
                }
                case Map.Entry<?, ?> entry -> {
                    all.add(new Part("key", entry.getKey(), true));
                    all.add(new Part("value", entry.getValue(), true));
                    return new Parts("Entry", '[', ']', all, 0);
                }
                case Optional<?> optional -> {
                    optional.ifPresent(v -> all.add(new Part("", v, true)));
                    return new Parts(optional.isPresent() ? "Optional" : "Optional.empty", '[', ']', all, 0);
                }
                case AtomicReference<?> reference -> {
                    all.add(new Part("", reference.get(), true));
                    return new Parts("AtomicReference", '[', ']', all, 0);
                }
                default -> {}
            }
        }
        if (value instanceof Throwable error) {
            return error(error, most);
        }
        return fields(value, most);
    }

    private static void elements(Collection<?> collection, int most, List<Part> all) {
        try {
            for (var element : collection) {
                if (all.size() == most) {
                    return;
                }
                all.add(new Part("", element, true));
            }
        } catch (RuntimeException e) {
            all.add(new Part("(changed meanwhile: " + e.getClass().getSimpleName() + ")", null, false));
        }
    }

    private static void entries(Map<?, ?> map, int most, List<Part> all) {
        try {
            for (var entry : map.entrySet()) {
                if (all.size() == most) {
                    return;
                }
                var out = new StringBuilder();
                new OneLine(out).write(entry.getKey(), 1);
                all.add(new Part(out.toString(), entry.getValue(), true));
            }
        } catch (RuntimeException e) {
            all.add(new Part("(changed meanwhile: " + e.getClass().getSimpleName() + ")", null, false));
        }
    }

    /** Not by its methods: these can be overridden. */
    private static Parts error(Throwable error, int most) {
        var fields = fields(error, most);
        List<Part> all = new ArrayList<>();
        all.add(new Part("message", jdkField(error, "detailMessage"), true));
        var cause = jdkField(error, "cause");
        if (cause != null && cause != error) {
            all.add(new Part("cause", cause, true));
        }
        for (var part : fields.all()) {
            all.add(part);
        }
        return new Parts(fields.title(), '(', ')', all, fields.more());
    }

    /** {@return a field of Throwable, where it is open, else what its method says if it cannot be the program's} */
    private static @Nullable Object jdkField(Throwable error, String name) {
        try {
            var field = Throwable.class.getDeclaredField(name);
            if (field.trySetAccessible()) {
                return field.get(error);
            }
        } catch (ReflectiveOperationException e) {
            // Its methods, then.
        }
        boolean message = name.equals("detailMessage");
        try {
            var method = error.getClass().getMethod(message ? "getMessage" : "getCause");
            if (method.getDeclaringClass().getClassLoader() == null) {
                return message ? error.getMessage() : error.getCause();
            }
            return "(only " + nameOf(method.getDeclaringClass()) + "." + method.getName() + "() knows)";
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Parts fields(Object value, int most) {
        List<Part> all = new ArrayList<>();
        long more = 0;
        boolean closed = false;
        for (Class<?> c = value.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
            if (c == Throwable.class || c == Record.class || c == Enum.class) {
                continue;
            }
            List<Part> here = new ArrayList<>();
            for (var field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                if (!Opening.accessible(field, c)) {
                    closed = true;
                    continue;
                }
                here.add(new Part(field.getName(), read(field, value), true));
            }
            all.addAll(0, here);
        }
        if (closed) {
            all.add(new Part("(fields that its module does not open)", null, false));
        }
        if (all.size() > most) {
            more = all.size() - most;
            all = all.subList(0, most);
        }
        boolean record = value.getClass().isRecord();
        return new Parts(
                record ? nameOf(value.getClass()) : identity(value), record ? '[' : '{', record ? ']' : '}', all, more);
    }

    private static @Nullable Object read(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    /** Everything in one line. */
    private static final class OneLine {
        private final StringBuilder out;
        private final IdentityHashMap<Object, Boolean> open = new IdentityHashMap<>();

        OneLine(StringBuilder out) {
            this.out = out;
        }

        void write(@Nullable Object value, int depth) {
            var atom = atom(value);
            if (atom != null || value == null) {
                out.append(atom);
                return;
            }
            if (open.containsKey(value)) {
                out.append("(cycle: ").append(identity(value)).append(')');
                return;
            }
            if (depth == 0 || out.length() > ONE_LINE_LENGTH) {
                out.append(identity(value));
                return;
            }
            open.put(value, true);
            var parts = parts(value, ONE_LINE_ELEMENTS);
            boolean plain = parts.all().isEmpty() && parts.open() != '[' && parts.more() == 0;
            out.append(parts.title());
            if (!plain && !(parts.all().isEmpty() && parts.title().equals("Optional.empty"))) {
                out.append(parts.open());
                var separator = "";
                for (var part : parts.all()) {
                    out.append(separator).append(part.name());
                    separator = ", ";
                    if (part.known()) {
                        out.append(part.name().isEmpty() ? "" : "=");
                        write(part.value(), depth - 1);
                    }
                }
                if (parts.more() > 0) {
                    out.append(separator).append("... ").append(parts.more()).append(" more");
                }
                out.append(parts.close());
            }
            open.remove(value);
        }
    }

    /** A line for every part. */
    private final class Tree {
        private final List<String> lines = new ArrayList<>();
        private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();

        void write(String indent, String name, @Nullable Object value, int left) {
            var prefix = indent + (name.isEmpty() ? "" : name + " = ");
            var atom = atom(value);
            if (atom != null || value == null) {
                add(prefix + atom);
                return;
            }
            var line = seen.get(value);
            if (line != null) {
                add(prefix + identity(value) + " (see line " + line + ")");
                return;
            }
            if (left == 0) {
                add(prefix + identity(value) + " ...");
                return;
            }
            seen.put(value, lines.size() + 1);
            var parts = parts(value, elements);
            add(prefix + parts.title() + (parts.all().isEmpty() ? "" : ":"));
            int number = 0;
            boolean numbered = value.getClass().isArray() || value instanceof List<?>;
            for (var part : parts.all()) {
                var label = part.name().isEmpty() && numbered ? "[" + number + "]" : part.name();
                number++;
                if (part.known()) {
                    write(indent + "  ", label, part.value(), left - 1);
                } else {
                    add(indent + "  " + label);
                }
            }
            if (parts.more() > 0) {
                add(indent + "  ... " + parts.more() + " more");
            }
        }

        private void add(String text) {
            if (lines.size() < MOST_LINES) {
                lines.add(text);
            } else if (lines.size() == MOST_LINES) {
                lines.add("... and more; look at a part of it");
            }
        }
    }
}
