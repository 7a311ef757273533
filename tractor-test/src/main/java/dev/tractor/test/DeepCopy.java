package dev.tractor.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One deep copy of one object, by way of Java's serialization.
 *
 * <p>What need not or cannot be copied does not go through the stream: a handle goes, and comes out as the object itself. So
 * do classes, in the order in which the stream names them, so that it does not matter who has loaded them.
 */
final class DeepCopy {

    /** Stands for an object that is not copied. */
    private record Handle(int number) implements Serializable {}

    /** Stands for an {@link Optional}, which is not serializable though what it holds may be. */
    private record Perhaps(@Nullable Object value) implements Serializable {}

    private final Consumer<Class<?>> notSerializable;
    private final List<Object> notCopied = new ArrayList<>();
    private final Deque<Class<?>> classes = new ArrayDeque<>();

    private DeepCopy(Consumer<Class<?>> notSerializable) {
        this.notSerializable = notSerializable;
    }

    /**
     * Copies an object and all that can be reached from it; what it reaches twice is copied once.
     *
     * @param notSerializable is told the types of what is not copied because of that
     */
    static Object of(Object original, Consumer<Class<?>> notSerializable) throws IOException, ClassNotFoundException {
        var copy = new DeepCopy(notSerializable);
        var bytes = new ByteArrayOutputStream();
        try (var out = copy.new Out(bytes)) {
            out.writeObject(original);
        }
        try (var in = copy.new In(bytes.toByteArray())) {
            return in.readObject();
        }
    }

    private Object replacement(Object original) {
        if (original instanceof Handle || original instanceof Perhaps) {
            return original;
        }
        if (original instanceof Optional<?> optional) {
            return new Perhaps(optional.orElse(null));
        }
        if (!Harmless.is(original.getClass())) {
            if (original instanceof Serializable) {
                return original;
            }
            notSerializable.accept(original.getClass());
        }
        notCopied.add(original);
        return new Handle(notCopied.size() - 1);
    }

    private final class Out extends ObjectOutputStream {
        Out(OutputStream to) throws IOException {
            super(to);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object original) {
            return replacement(original);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            classes.add(type);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) {
            classes.add(type);
        }
    }

    private final class In extends ObjectInputStream {
        In(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            enableResolveObject(true);
        }

        @Override
        protected @Nullable Object resolveObject(Object read) {
            return switch (read) {
                case Handle handle -> notCopied.get(handle.number);
                case Perhaps perhaps -> Optional.ofNullable(perhaps.value);
                default -> read;
            };
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) {
            return classes.remove();
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) {
            return classes.remove();
        }
    }
}
