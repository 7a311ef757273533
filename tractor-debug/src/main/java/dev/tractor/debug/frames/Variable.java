package dev.tractor.debug.frames;

import org.jspecify.annotations.Nullable;

/**
 * One variable of one frame, as it was when the frames were captured.
 *
 * @param name its name in the source; {@code slot3} and the like where the class was compiled without names
 * @param type the generic signature as the class file has it, or else the descriptor
 * @param argument whether it is a parameter of the method; variables that a lambda has captured count as such
 * @param certainty how far the value can be trusted
 * @param value the value, primitives boxed; null when it is null, or not known
 */
public record Variable(
        String name,
        String type,
        boolean argument,
        Certainty certainty,
        @Nullable Object value) {}
