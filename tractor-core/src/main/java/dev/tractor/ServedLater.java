package dev.tractor;

import org.jspecify.annotations.Nullable;

/** A call from the JVM that has started this one, answered by a {@link Reply}; which may be after its handler has returned. */
final class ServedLater extends AskLater<Object, Object> {
    private final Served call;

    ServedLater(Served call, Strand sender) {
        super(sender, call::codeOfLater, null);
        this.call = call;
    }

    @Override
    void returned(ActorCell<Object> actor, @Nullable Object nothing) {
        super.returned(actor, nothing);
        call.returned();
    }

    @Override
    void reply(ActorCell<?> actor, @Nullable Object result, @Nullable RuntimeException failed) {
        call.answer(actor, result, failed);
    }

    @Override
    void lost(RuntimeException why) {
        call.lost(why);
    }
}
