package dev.tractor.test;

import java.util.Objects;

/**
 * One actor's path, or with {@code /**} at its end that of an actor and of all below it.
 *
 * @param text as the test has written it
 */
record PathPattern(String text) {
    private static final String ALL_BELOW = "/**";
    static final PathPattern ANY = new PathPattern(ALL_BELOW);

    PathPattern {
        Objects.requireNonNull(text, "path");
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no path of an actor; a path begins with \"/\", such as"
                            + " \"/desk\", or \"/desk/**\" for an actor and all below it, or \"/\" for the code of the root");
        }
    }

    boolean matches(String path) {
        if (!text.endsWith(ALL_BELOW)) {
            return path.equals(text);
        }
        var top = text.substring(0, text.length() - ALL_BELOW.length());
        return path.startsWith(top) && (path.length() == top.length() || path.startsWith("/", top.length()));
    }

    @Override
    public String toString() {
        return text;
    }
}
