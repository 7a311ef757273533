package dev.tractor.test;

import dev.tractor.spi.Link;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies what messages carry, so that an object which two actors share by mistake becomes two, and the test sees it.
 *
 * <p>A message is copied when it is sent: the values that its lambda has captured, or the reply. One that a fault repeats is
 * copied once more, so that its second run does not see what the first has done to it. Not copied is what does no harm when
 * it is {@linkplain Harmless shared}, what cannot be copied because it is not serializable, and errors. For any thread.
 */
final class Copies {
    private static final int REMEMBERED = 20;

    // Guarded by itself.
    private final Set<String> shared = new LinkedHashSet<>();

    /** A link that hands copies to {@code next}. */
    Link over(Link next) {
        return parcel -> {
            copyPayload(parcel);
            next.send(new Copied(parcel));
        };
    }

    /** The types that were shared because they are not serializable, or could not be copied: the first of them. */
    List<String> shared() {
        synchronized (shared) {
            return List.copyOf(shared);
        }
    }

    private void copyPayload(Link.Parcel parcel) {
        var payload = parcel.payload();
        if (payload == null || Harmless.is(payload.getClass())) {
            return;
        }
        try {
            parcel.replace(DeepCopy.of(payload, type -> note(name(type))));
        } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            note(name(payload.getClass()) + ", which could not be copied: " + e);
        }
    }

    /** A message whose repetition is copied, too. */
    private final class Copied implements Link.Parcel {
        private final Link.Parcel parcel;

        Copied(Link.Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public Link.Parcel repeated() {
            var again = parcel.repeated();
            copyPayload(again);
            return new Copied(again);
        }

        @Override
        public Kind kind() {
            return parcel.kind();
        }

        @Override
        public String from() {
            return parcel.from();
        }

        @Override
        public String to() {
            return parcel.to();
        }

        @Override
        public @Nullable Object payload() {
            return parcel.payload();
        }

        @Override
        public void replace(@Nullable Object payload) {
            parcel.replace(payload);
        }

        @Override
        public void deliver() throws InterruptedException {
            parcel.deliver();
        }

        @Override
        public void arrive() {
            parcel.arrive();
        }

        @Override
        public void fail(String why) {
            parcel.fail(why);
        }
    }

    private void note(String what) {
        synchronized (shared) {
            if (shared.size() < REMEMBERED) {
                shared.add(what);
            }
        }
    }

    /** Lambdas have names that differ between runs. */
    private static String name(Class<?> type) {
        int lambda = type.getName().indexOf("$$Lambda");
        return lambda < 0 ? type.getTypeName() : "a lambda in " + type.getName().substring(0, lambda);
    }
}
