package dev.tractor;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Messages as an iterator that waits for each, and ends when the stream does. For one thread. */
final class Messages<T> implements Iterator<T> {

    /** Gives the next message; waits for it. */
    interface Source<T> {
        T receive() throws InterruptedException;
    }

    private final Source<T> source;
    private final Object name;
    private @Nullable T next;

    Messages(Source<T> source, Object name) {
        this.source = source;
        this.name = name;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = source.receive();
            } catch (StreamEndedException e) {
                return false;
            } catch (InterruptedException e) {
                throw Errors.undeclared(e);
            }
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(name + " has ended");
        }
        var message = Objects.requireNonNull(next);
        next = null;
        return message;
    }
}
