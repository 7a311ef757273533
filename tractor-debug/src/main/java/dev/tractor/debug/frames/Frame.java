package dev.tractor.debug.frames;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a stack, as it was when it was captured. To be used by the paused task's thread only.
 */
public final class Frame {

    /** What is known of the variables of a frame, and why not more. */
    public enum Reading {
        /** They were read, and have their names. */
        NAMED,
        /** They were read; the class was compiled without their names. */
        UNNAMED,
        /** They were not read: this JVM does not let them be seen. */
        CLOSED,
        /** There is no class file that tells what is in the slots. */
        NO_CLASS_FILE,
        /** The frame is gone: an error has left it, or it is another thread's, which goes on. */
        GONE
    }

    private final Class<?> declaringClass;
    private final StackTraceElement element;
    private final String descriptor;
    private final boolean user;
    private final boolean isStatic;
    private final Reading reading;
    private final @Nullable Object self;
    private final List<Variable> variables;

    Frame(
            Class<?> declaringClass,
            StackTraceElement element,
            String descriptor,
            boolean user,
            boolean isStatic,
            Reading reading,
            @Nullable Object self,
            List<Variable> variables) {
        this.declaringClass = declaringClass;
        this.element = element;
        this.descriptor = descriptor;
        this.user = user;
        this.isStatic = isStatic;
        this.reading = reading;
        this.self = self;
        this.variables = variables;
    }

    /**
     * {@return the same frame with another value of a variable}
     *
     * @param name the variable
     * @param value its new value
     */
    public Frame with(String name, @Nullable Object value) {
        var changed = variables.stream()
                .map(variable -> variable.name().equals(name)
                        ? new Variable(name, variable.type(), variable.argument(), Certainty.SURE, value)
                        : variable)
                .toList();
        return new Frame(declaringClass, element, descriptor, user, isStatic, reading, self, changed);
    }

    /** {@return the class whose method it is} */
    public Class<?> declaringClass() {
        return declaringClass;
    }

    /** {@return the name of the method; {@code <init>} for a constructor, {@code lambda$x$0} for the body of a lambda in x} */
    public String method() {
        return element.getMethodName();
    }

    /** {@return the descriptor of the method; empty when several methods have the name and it cannot be told which it is} */
    public String descriptor() {
        return descriptor;
    }

    /** {@return the line in the source file; 0 or less when it is not known} */
    public int line() {
        return element.getLineNumber();
    }

    /** {@return whether it belongs to the user: neither to tractor nor to the JDK} */
    public boolean isUser() {
        return user;
    }

    /** {@return whether the method has no {@code this}} Not known where there is no class file, and then false. */
    public boolean isStatic() {
        return isStatic;
    }

    /** {@return the frame as a stack trace shows it} */
    public StackTraceElement element() {
        return element;
    }

    /** {@return what is known of its variables} */
    public Reading reading() {
        return reading;
    }

    /** {@return {@code this}; null in a static method, and where it was not read or is lost} */
    public @Nullable Object self() {
        return self;
    }

    /** {@return the variables in scope, parameters first; {@code this} is none of them} */
    public List<Variable> variables() {
        return variables;
    }
}
