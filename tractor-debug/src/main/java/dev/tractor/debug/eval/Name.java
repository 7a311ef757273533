package dev.tractor.debug.eval;

import org.jspecify.annotations.Nullable;

/**
 * A variable of a frame.
 *
 * @param name its name
 * @param signature its type as class files write it, generic where known: {@code I}, {@code Ljava/util/List<TT;>;}
 * @param value what it holds; a primitive is boxed
 */
public record Name(String name, String signature, @Nullable Object value) {}
