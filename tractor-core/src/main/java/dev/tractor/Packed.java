package dev.tractor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that has come from another JVM, not yet read: that is done by whoever wants it, on its own thread.
 *
 * <p>By Java serialization, and without a filter: bytes come from no one but a JVM that this one has started, or that has
 * started this one, with the same classes and for the same user, over a socket in a directory that nobody else can enter.
 *
 * @param bytes the value
 * @param loader where its classes are
 */
record Packed(byte[] bytes, ClassLoader loader) {

    /** What belongs to one JVM, and would mean nothing in another. */
    private static final Set<Class<?>> HANDLES = Set.of(
            Portal.class,
            Context.class,
            Dialog.class,
            MessageStream.class,
            Broadcast.class,
            Subscription.class,
            Reply.class,
            Actor.class,
            Nursery.class,
            Task.class,
            CancelScope.class,
            Event.class,
            Semaphore.class,
            Shared.class);

    /**
     * Makes bytes of a value.
     *
     * @param what what the value is, as the subject of a sentence: "what was sent to actor /worker"
     * @throws IllegalArgumentException when something in it is not serializable; it says what
     */
    static byte[] pack(@Nullable Object value, String what) {
        var out = new ByteArrayOutputStream();
        try (var objects = new ObjectOutputStream(out)) {
            objects.writeObject(value);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(refusal(e, what), e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    what + " cannot be carried to another JVM: its serialization threw " + Names.text(e), e);
        }
        if (out.size() > Frame.LARGEST) {
            throw new IllegalArgumentException(what + " cannot be carried to another JVM: it has " + out.size()
                    + " bytes, more than " + Frame.LARGEST + "; send it in parts, by a stream");
        }
        return out.toByteArray();
    }

    private static String refusal(NotSerializableException e, String what) {
        var text = String.valueOf(e.getMessage()); // the class, then where it was found, if the JDK was told to say
        var type = text.lines().findFirst().orElse(text);
        var way = text.substring(type.length());
        for (var handle : HANDLES) {
            if (handle.getName().equals(type)) {
                return what + " cannot be carried to another JVM: it holds a " + handle.getSimpleName()
                        + ", which means something in this JVM alone. Send the values that are needed there, and let"
                        + " the actor answer by a reply or a stream" + way;
            }
        }
        return what + " cannot be carried to another JVM: it holds a " + type
                + ", which is not serializable. Let that class implement java.io.Serializable, or copy what is needed of"
                + " it into variables before, so that nothing else is captured" + way
                + (way.isEmpty() ? " (-Dsun.io.serialization.extendedDebugInfo=true names the field)" : "");
    }

    /** Reads the value. @throws IllegalStateException when it cannot be read here */
    @Nullable
    Object open(String what) {
        try (var objects = new Objects(bytes, loader)) {
            return objects.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    what + " came from another JVM and cannot be read here: " + Names.text(e)
                            + "; both must have the same classes",
                    e);
        }
    }

    /** The value of what may have come from another JVM. */
    @SuppressWarnings("unchecked") // a message is of the type its sender has sent it as
    static <T> @Nullable T opened(@Nullable T value, String what) {
        return value instanceof Packed packed ? (T) packed.open(what) : value;
    }

    /** A value of a type that may be nullable; the type system knows nothing of that where user code is called. */
    @SuppressWarnings("NullAway")
    static Object unchecked(@Nullable Object value) {
        return value;
    }

    /** Finds classes by the loader of the user's code, which need not be that of core. */
    private static final class Objects extends ObjectInputStream {
        private final ClassLoader loader;

        Objects(byte[] bytes, ClassLoader loader) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type); // a primitive one, say
            }
        }
    }

    /** The loader that knows the classes {@code code} was written with. */
    static ClassLoader loaderOf(Object code) {
        var loader = code.getClass().getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }
}
