package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.debug.stops.Debugger.UnavailableException;
import dev.tractor.debug.stops.Order;
import dev.tractor.spi.Console.Resumption;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the commands of {@link StepCommands} do: they end the session with a plan for the task. */
final class Steps {
    private Steps() {}

    static Reply next(Session session, String argument) {
        return go(session, "next", () -> new Order.Step(false));
    }

    static Reply into(Session session, String argument) {
        return go(session, "step", () -> new Order.Step(true));
    }

    static Reply finish(Session session, String argument) {
        return go(session, "finish", () -> new Order.Finish(session.spot().outward()));
    }

    static Reply until(Session session, String argument) {
        var place = session.spot().top();
        if (place == null) {
            return Reply.more("no frames: the stack was not recorded");
        }
        int current = place.element().getLineNumber();
        int line = argument.isEmpty() ? current + 1 : Stack.number(argument);
        if (line <= current) {
            return Reply.more("\"until\" takes a line behind " + current + ", not \"" + argument + "\"");
        }
        return innermost(session, "until", _ -> new Order.Until(line));
    }

    static Reply retry(Session session, String argument) {
        return innermost(session, "retry", _ -> new Order.Retry());
    }

    /** Ends the session with an order that only the innermost frame can be given. */
    static Reply innermost(Session session, String command, Function<Session, Order> order) {
        int outward = session.spot().outward();
        if (outward > 0) {
            return Reply.more("\"" + command + "\" is for the innermost frame of yours; \"down " + outward
                    + "\" goes there, and \"finish\" has the task come to this one");
        }
        return go(session, command, () -> order.apply(session));
    }

    private static Reply go(Session session, String command, Supplier<Order> order) {
        if (session.pause().crash()) {
            // As the original does: its error leaves the frame, so there is no next line in it.
            return Reply.done(
                    new Page().line("\"" + command + "\" after a crash is the same as continue"), Resumption.CONTINUE);
        }
        if (session.spot().top() == null) {
            return Reply.more("no frames: the stack was not recorded");
        }
        try {
            Debugger.get();
        } catch (UnavailableException e) {
            return Reply.more("\"" + command + "\" " + e.getMessage());
        }
        session.order(order.get());
        return Reply.done(new Page(), Resumption.STEP);
    }
}
