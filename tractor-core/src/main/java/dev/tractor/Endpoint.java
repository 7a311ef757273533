package dev.tractor;

import java.io.Serializable;

/**
 * The code of an actor that is one side of a context: a method of its state with a {@link Dialog} as its first parameter, up
 * to three more, and a result or none. {@link Portal#open(Endpoint)} starts it in a task of the actor; its errors go to the
 * opener, wrapped in an {@link ActorFailedException}.
 *
 * @param <A> the actor's state
 * @param <S> the value it starts with
 * @param <I> the messages it receives
 * @param <O> the messages it sends
 * @param <R> the result
 */
@FunctionalInterface
public interface Endpoint<A, S, I, O, R> extends Serializable {

    /**
     * Runs in a task of the actor, in its turn, which it gives up while it waits in a tractor call.
     *
     * @param state the actor's state
     * @param dialog this side of the context
     * @return the result
     * @throws Exception goes to the opener
     */
    R talk(A state, Dialog<S, I, O> dialog) throws Exception;

    /**
     * One with a parameter.
     *
     * @param <A> the actor's state
     * @param <P> the parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     * @param <R> the result
     */
    @FunctionalInterface
    interface With1<A, P, S, I, O, R> extends Serializable {

        /** {@return the result} @param state the actor's @param dialog this side @param p the first @throws Exception any */
        R talk(A state, Dialog<S, I, O> dialog, P p) throws Exception;
    }

    /**
     * One with two parameters.
     *
     * @param <A> the actor's state
     * @param <P> the first parameter
     * @param <Q> the second parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     * @param <R> the result
     */
    @FunctionalInterface
    interface With2<A, P, Q, S, I, O, R> extends Serializable {

        /**
         * {@return the result}
         *
         * @param state the actor's
         * @param dialog this side
         * @param p the first
         * @param q the second
         * @throws Exception any
         */
        R talk(A state, Dialog<S, I, O> dialog, P p, Q q) throws Exception;
    }

    /**
     * One with three parameters.
     *
     * @param <A> the actor's state
     * @param <P> the first parameter
     * @param <Q> the second parameter
     * @param <T> the third parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     * @param <R> the result
     */
    @FunctionalInterface
    interface With3<A, P, Q, T, S, I, O, R> extends Serializable {

        /**
         * {@return the result}
         *
         * @param state the actor's
         * @param dialog this side
         * @param p the first
         * @param q the second
         * @param t the third
         * @throws Exception any
         */
        R talk(A state, Dialog<S, I, O> dialog, P p, Q q, T t) throws Exception;
    }

    /**
     * One without a result.
     *
     * @param <A> the actor's state
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     */
    @FunctionalInterface
    interface Void0<A, S, I, O> extends Serializable {

        /** Runs. @param state the actor's @param dialog this side @throws Exception any */
        void talk(A state, Dialog<S, I, O> dialog) throws Exception;
    }

    /**
     * One with a parameter and without a result.
     *
     * @param <A> the actor's state
     * @param <P> the parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     */
    @FunctionalInterface
    interface Void1<A, P, S, I, O> extends Serializable {

        /** Runs. @param state the actor's @param dialog this side @param p the first @throws Exception any */
        void talk(A state, Dialog<S, I, O> dialog, P p) throws Exception;
    }

    /**
     * One with two parameters and without a result.
     *
     * @param <A> the actor's state
     * @param <P> the first parameter
     * @param <Q> the second parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     */
    @FunctionalInterface
    interface Void2<A, P, Q, S, I, O> extends Serializable {

        /**
         * Runs.
         *
         * @param state the actor's
         * @param dialog this side
         * @param p the first
         * @param q the second
         * @throws Exception any
         */
        void talk(A state, Dialog<S, I, O> dialog, P p, Q q) throws Exception;
    }

    /**
     * One with three parameters and without a result.
     *
     * @param <A> the actor's state
     * @param <P> the first parameter
     * @param <Q> the second parameter
     * @param <T> the third parameter
     * @param <S> the value it starts with
     * @param <I> the messages it receives
     * @param <O> the messages it sends
     */
    @FunctionalInterface
    interface Void3<A, P, Q, T, S, I, O> extends Serializable {

        /**
         * Runs.
         *
         * @param state the actor's
         * @param dialog this side
         * @param p the first
         * @param q the second
         * @param t the third
         * @throws Exception any
         */
        void talk(A state, Dialog<S, I, O> dialog, P p, Q q, T t) throws Exception;
    }
}
