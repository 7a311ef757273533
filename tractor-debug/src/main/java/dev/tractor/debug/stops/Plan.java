package dev.tractor.debug.stops;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session leaves to be done with its thread.
 *
 * @param order how it goes on
 * @param assigned the variables of the innermost frame of the user that get new values first, by their names
 */
public record Plan(Order order, Map<String, @Nullable Object> assigned) {
    static final Plan GO = new Plan(new Order.Go(), Map.of());

    /** {@return whether there is nothing to do} */
    boolean idle() {
        return order instanceof Order.Go && assigned.isEmpty();
    }

    /** {@return whether an error that was only just thrown goes nowhere, because the frames are left in another way} */
    boolean undoes() {
        return order instanceof Order.Retry || order instanceof Order.Return;
    }
}
