package dev.tractor.build;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which scenarios a test proves. They are listed in {@code scenarios.txt}, and with their tests in docs/parity.md. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Scenario {

    /** The ids of the scenarios, such as {@code "N03"}. */
    String[] value();
}
