package dev.tractor.spi;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens roots beside the implicit one, for the test kit: the bridge into core's package-private side.
 */
public final class Roots {
    private static volatile @Nullable Function<RootOptions, RootHandle> opener;

    private Roots() {}

    /**
     * Opens a root of its own. It lives until {@link RootHandle#close()}.
     *
     * @param options how
     * @return the root
     * @throws IllegalStateException when the calling thread already runs inside a root; open a nursery there instead
     */
    public static RootHandle open(RootOptions options) {
        var open = opener;
        if (open == null) {
            try {
                MethodHandles.lookup().ensureInitialized(dev.tractor.Tractor.class);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            open = Objects.requireNonNull(opener, "core has not announced itself");
        }
        return open.apply(options);
    }

    /** Called once by core itself. @param open how to open a root */
    public static void announce(Function<RootOptions, RootHandle> open) {
        opener = open;
    }
}
