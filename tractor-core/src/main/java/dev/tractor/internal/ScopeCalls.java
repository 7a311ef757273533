package dev.tractor.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of {@code java.util.concurrent.StructuredTaskScope} that tractor makes; scopes are plain objects here, since
 * no class that javac compiles may name the preview API.
 *
 * <p>There are two ways. The classes that are published have {@code DirectCalls} among them, which costs nothing; its source is
 * compiled apart, because it takes options of the compiler that an IDE does not have. {@link HandleCalls} is used where that is missing,
 * as in an IDE, and on a JDK that is newer than those whose members are known by name and type.
 */
abstract class ScopeCalls {
    private static final String DIRECT = "dev.tractor.internal.DirectCalls";
    private static final int LATEST_KNOWN = 27;
    private static final String OTHER_BINDINGS = "java.util.concurrent.StructureViolationException";

    /** Set by the initializer of that class; to make an object by reflection would take handles again. */
    static @Nullable ScopeCalls direct;

    /** The ones to use on this JDK. */
    static ScopeCalls choose() {
        if (Runtime.version().feature() <= LATEST_KNOWN) {
            try {
                Class.forName(DIRECT);
                var found = direct;
                if (found != null) {
                    return found;
                }
            } catch (ClassNotFoundException e) {
                // then by handles
            }
        }
        return HandleCalls.make();
    }

    /** Whether a fork was refused because the owner has bound other scoped values; by name: it is a preview API, too. */
    static boolean otherBindings(Throwable refusal) {
        return refusal.getClass().getName().equals(OTHER_BINDINGS);
    }

    /** A scope that is owned by the calling thread, and never cancelled by what runs in it. */
    abstract Object open(String name, ThreadFactory threads);

    /** @return whether the body was started; not so when the owner has bound other scoped values */
    abstract boolean fork(Object scope, Callable<?> body);

    abstract void join(Object scope) throws InterruptedException;

    abstract void close(Object scope);
}
