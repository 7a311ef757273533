package dev.tractor.debug;

/** Keeps the package from being empty until its first type exists. */
final class Placeholder {

    private Placeholder() {}
}
