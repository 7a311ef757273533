package dev.tractor;

import org.jspecify.annotations.Nullable;

/** A call from the JVM that has started this one, answered with what its code returns or throws. */
final class ServedNow extends AskNow<Object, Object> {
    private final Served call;

    ServedNow(Served call, Strand sender) {
        super(sender, call::code, null);
        this.call = call;
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
