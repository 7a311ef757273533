package dev.tractor.test;

import dev.tractor.spi.Link;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies what messages carry, so that an object which two actors share by mistake becomes two, and the test sees it.
 *
 * <p>A message is copied when it is sent: the values that its lambda has captured, or the reply. Not copied is what does no
 * harm when it is {@linkplain Harmless shared}, what cannot be copied because it is not serializable, and errors. For any
 * thread.
 */
final class Copies {
    private static final int REMEMBERED = 20;

    // Guarded by itself.
    private final Set<String> shared = new LinkedHashSet<>();

    /** A link that hands copies to {@code next}. */
    Link over(Link next) {
        return parcel -> {
            copyPayload(parcel);
            next.send(parcel);
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
