package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * An ask that is answered with what its code returns or throws.
 *
 * @param <A> the actor's state
 * @param <R> the answer
 */
sealed class AskNow<A, R> extends Ask<A, R> permits ServedNow {
    private ActorFunction<? super A, ? extends R> function;

    AskNow(Strand sender, ActorFunction<? super A, ? extends R> function, @Nullable Limit limit) {
        super(sender, limit);
        this.function = function;
    }

    @Override
    final R call(ActorCell<A> actor, A on) throws Exception {
        return function.apply(on);
    }

    @Override
    final Ask<A, R> repeated() {
        return new AskNow<>(sender, function, null);
    }

    @Override
    final Object payload() {
        return function;
    }

    @Override
    @SuppressWarnings("unchecked")
    final void replace(Object payload) {
        function = (ActorFunction<? super A, ? extends R>) payload;
    }
}
