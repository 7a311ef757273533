package dev.tractor.debug;

import dev.tractor.debug.eval.Outcome;
import dev.tractor.debug.stops.Order;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The {@code return} command. */
final class Returning {
    private Returning() {}

    static Reply run(Session session, String argument) {
        int outward = session.spot().outward();
        var refusal = Steps.refusal(
                session, "return", outward == 0 ? -1 : session.spot().number() - 1);
        if (refusal != null) {
            return refusal;
        }
        var place = outward == 0 ? session.spot().top() : session.spot().place();
        var frame = place == null ? null : place.frame();
        if (frame == null || frame.descriptor().isEmpty()) {
            return Reply.more("\"return\" needs to know what the method returns, and its class is not known here");
        }
        Class<?> type;
        try {
            type = MethodType.fromMethodDescriptorString(
                            frame.descriptor(), frame.declaringClass().getClassLoader())
                    .returnType();
        } catch (TypeNotPresentException e) {
            return Reply.more("\"return\" needs the class " + e.typeName() + ", which is not there");
        }
        var name = frame.method();
        if (type == void.class) {
            return argument.isEmpty()
                    ? Steps.go(session, "return", () -> new Order.Return(outward, null))
                    : Reply.more(name + " returns nothing; enter \"return\" alone");
        }
        if (argument.isEmpty()) {
            return Reply.more(name + " returns " + TypeText.of(type) + "; enter \"return\" with an expression");
        }
        return switch (session.evaluation().outcome(argument)) {
            case Outcome.Value value -> value(session, name, type, value.value());
            case Outcome other -> session.evaluation().shown(other);
        };
    }

    private static Reply value(Session session, String name, Class<?> type, @Nullable Object value) {
        Object converted;
        try {
            converted = MethodHandles.constant(type, value).invoke();
        } catch (ClassCastException | NullPointerException e) {
            return Reply.more(name + " returns " + TypeText.of(type) + ", not "
                    + (value == null ? "null" : TypeText.of(value.getClass())));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return Steps.go(session, "return", () -> new Order.Return(session.spot().outward(), converted));
    }
}
