package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.debug.stops.Debugger.UnavailableException;
import dev.tractor.debug.stops.Order;
import dev.tractor.spi.Console.Resumption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
        if (session.pause().thrown() && argument.isEmpty()) {
            return go(session, "until", () -> new Order.Step(false)); // the line behind a throw is not where it goes
        }
        var place = session.spot().top();
        if (place == null) {
            return Reply.more("no frames: the stack was not recorded");
        }
        int current = place.element().getLineNumber();
        int line = argument.isEmpty() ? current + 1 : Stack.number(argument);
        if (line <= current) {
            return Reply.more("\"until\" takes a line behind " + current + ", not \"" + argument + "\"");
        }
        int outward = session.spot().outward();
        return outward > 0
                ? Reply.more("\"until\" is for the innermost frame of yours; \"down " + outward
                        + "\" goes there, and \"finish\" has the task come to this one")
                : go(session, "until", () -> new Order.Until(line));
    }

    static Reply retry(Session session, String argument) {
        var refusal = refusal(session, "retry", session.spot().number());
        return refusal != null
                ? refusal
                : go(session, "retry", () -> new Order.Retry(session.spot().outward()));
    }

    /**
     * {@return why the frame that commands are about cannot be left from inside, as retry and return do; null when it can}
     * What is inside must be the user's: tractor and the JDK would not know that their frames are gone.
     *
     * @param call the number of the outermost frame whose call is taken back; negative when none is
     */
    static @Nullable Reply refusal(Session session, String command, int call) {
        if (session.spot().onlyUsersInside()) {
            return call < 0
                            || Debugger.canTakeBack(
                                    call, session.spot().places().size())
                    ? null
                    : Reply.more("\"" + command + "\" cannot take back the call of "
                            + session.spot().places().get(call).element().getMethodName()
                            + ": the task has waited in it, and the JVM cannot go back across that;"
                            + " \"return\" in the innermost frame of yours is possible");
        }
        return Reply.more("\"" + command + "\" cannot leave the frames of tractor and the JDK between this one and the"
                + " innermost of yours; \"down " + session.spot().outward() + "\" goes there");
    }

    static Reply go(Session session, String command, Supplier<Order> order) {
        if (session.pause().crash() && !session.pause().thrown()) {
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
