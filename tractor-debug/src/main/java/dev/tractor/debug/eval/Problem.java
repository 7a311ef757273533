package dev.tractor.debug.eval;

/**
 * Why a snippet was not run.
 *
 * @param line which of its lines, from 1; 0 when no place is to blame
 * @param column which column of it, from 1
 * @param message what is wrong
 */
public record Problem(int line, int column, String message) {
    static Problem everywhere(String message) {
        return new Problem(0, 0, message);
    }
}
