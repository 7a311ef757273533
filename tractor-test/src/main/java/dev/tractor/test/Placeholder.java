package dev.tractor.test;

/** Keeps the package from being empty until its first type exists. */
final class Placeholder {

    private Placeholder() {}
}
