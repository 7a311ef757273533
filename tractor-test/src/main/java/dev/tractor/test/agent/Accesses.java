package dev.tractor.test.agent;

/** Which accesses to fields are preemption points. */
public enum Accesses {
    /** Those to volatile fields, as far as their classes can be found. */
    VOLATILE,

    /** Those to all fields that are not final: shows data races, and takes many more steps. */
    ALL
}
