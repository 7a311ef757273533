package dev.tractor.bench.pekko;

import dev.tractor.bench.Savina;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.jspecify.annotations.Nullable;

/** Those programs of the suite in which somebody has to wait until another is free: a neighbour, a barber, an account. */
final class SavinaShops {
    private SavinaShops() {}

    private sealed interface TableMessage {
        record Hungry(int who, ActorRef<Eat> replyTo) implements TableMessage {}

        record Eaten(int who) implements TableMessage {}
    }

    /** To a philosopher: both forks are his. */
    private enum Eat {
        INSTANCE
    }

    /** Gives out the forks, and stops after the last meal. */
    private static final class Table {
        /** A place, and the fork on its left; the one on its right is the next place's. */
        private static final class Place {
            private boolean forkTaken;
            private @Nullable ActorRef<Eat> hungry;
        }

        private final CompletableFuture<Long> result;
        private final List<Place> places = new ArrayList<>();

        private long meals;
        private long sum;

        Table(Savina.Philosophers work, CompletableFuture<Long> result) {
            this.result = result;
            meals = work.operations();
            for (int i = 0; i < work.philosophers(); i++) {
                places.add(new Place());
            }
        }

        private Place place(int number) {
            return places.get((number + places.size()) % places.size());
        }

        Behavior<TableMessage> receive(TableMessage message) {
            switch (message) {
                case TableMessage.Hungry(int who, var replyTo) -> {
                    place(who).hungry = replyTo;
                    serve(who);
                }
                case TableMessage.Eaten(int who) -> {
                    eaten(who);
                    if (meals == 0) {
                        result.complete(sum);
                        return Behaviors.stopped();
                    }
                }
            }
            return Behaviors.same();
        }

        private void serve(int who) {
            var place = place(who);
            var right = place(who + 1);
            if (place.hungry != null && !place.forkTaken && !right.forkTaken) {
                place.forkTaken = true;
                right.forkTaken = true;
                place.hungry.tell(Eat.INSTANCE);
                place.hungry = null;
            }
        }

        private void eaten(int who) {
            meals--;
            sum += who + 1;
            place(who).forkTaken = false;
            place(who + 1).forkTaken = false;
            serve(who - 1);
            serve(who + 1);
        }
    }

    /** Is hungry again as soon as he has eaten. */
    private static final class Philosopher {
        private final int number;
        private final ActorRef<TableMessage> table;
        private final ActorRef<Eat> self;

        private int missing;

        Philosopher(Savina.Philosophers work, int number, ActorRef<TableMessage> table, ActorRef<Eat> self) {
            this.number = number;
            this.table = table;
            this.self = self;
            missing = work.meals();
            table.tell(new TableMessage.Hungry(number, self));
        }

        Behavior<Eat> receive(Eat message) {
            table.tell(new TableMessage.Eaten(number));
            missing--;
            if (missing == 0) {
                return Behaviors.stopped();
            }
            table.tell(new TableMessage.Hungry(number, self));
            return Behaviors.same();
        }
    }

    static Behavior<TableMessage> philosophers(Savina.Philosophers work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            for (int i = 0; i < work.philosophers(); i++) {
                int number = i;
                var _ = context.spawnAnonymous(Behaviors.<Eat>setup(child -> Behaviors.receiveMessage(
                        new Philosopher(work, number, context.getSelf(), child.getSelf())::receive)));
            }
            return Behaviors.receiveMessage(new Table(work, result)::receive);
        });
    }

    private sealed interface RoomMessage {
        record Enter(int number, ActorRef<CustomerMessage> customer) implements RoomMessage {}

        /** The barber is free. */
        record Next(ActorRef<RoomMessage.Enter> barber) implements RoomMessage {}
    }

    private sealed interface CustomerMessage {
        /** No seat is free. */
        enum Full implements CustomerMessage {
            INSTANCE
        }

        record Cut(int hair) implements CustomerMessage {}
    }

    /** The waiting room. */
    private static final class Room {
        private final int seats;
        private final Deque<RoomMessage.Enter> customers = new ArrayDeque<>();
        private @Nullable ActorRef<RoomMessage.Enter> barber;

        Room(int seats) {
            this.seats = seats;
        }

        Behavior<RoomMessage> receive(RoomMessage message) {
            switch (message) {
                case RoomMessage.Enter enter -> enter(enter);
                case RoomMessage.Next(var free) -> {
                    var customer = customers.poll();
                    if (customer != null) {
                        free.tell(customer);
                    } else {
                        barber = free;
                    }
                }
            }
            return Behaviors.same();
        }

        private void enter(RoomMessage.Enter enter) {
            if (barber != null) {
                barber.tell(enter);
                barber = null;
            } else if (customers.size() < seats) {
                customers.add(enter);
            } else {
                enter.customer.tell(CustomerMessage.Full.INSTANCE);
            }
        }
    }

    /** Asks the room for the next customer when one is done. */
    private static Behavior<RoomMessage.Enter> barber(ActorRef<RoomMessage> room) {
        return Behaviors.setup(context -> {
            var next = new RoomMessage.Next(context.getSelf());
            room.tell(next);
            return Behaviors.receiveMessage(enter -> {
                enter.customer.tell(new CustomerMessage.Cut(Savina.work(enter.number)));
                room.tell(next);
                return Behaviors.same();
            });
        });
    }

    /** Comes again at once, after a haircut and when the room is full. */
    private static final class Customer {
        private final ActorRef<RoomMessage> room;
        private final ActorRef<Long> end;
        private final RoomMessage.Enter enter;

        private int missing;
        private long sum;

        Customer(
                Savina.Barber work,
                int number,
                ActorRef<RoomMessage> room,
                ActorRef<Long> end,
                ActorRef<CustomerMessage> self) {
            this.room = room;
            this.end = end;
            enter = new RoomMessage.Enter(number, self);
            missing = work.cuts();
            room.tell(enter);
        }

        Behavior<CustomerMessage> receive(CustomerMessage message) {
            if (message instanceof CustomerMessage.Cut(int hair)) {
                sum += hair;
                missing--;
                if (missing == 0) {
                    end.tell(sum);
                    return Behaviors.stopped();
                }
            }
            room.tell(enter);
            return Behaviors.same();
        }
    }

    static Behavior<Long> barber(Savina.Barber work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            ActorRef<RoomMessage> room =
                    context.spawnAnonymous(Behaviors.receiveMessage(new Room(work.seats())::receive));
            var _ = context.spawnAnonymous(barber(room));
            for (int i = 0; i < work.customers(); i++) {
                int number = i;
                var _ = context.spawnAnonymous(Behaviors.<CustomerMessage>setup(child -> Behaviors.receiveMessage(
                        new Customer(work, number, room, context.getSelf(), child.getSelf())::receive)));
            }
            return Totals.of(work.customers(), result);
        });
    }

    private sealed interface AccountMessage {
        record Transfer(int amount, ActorRef<AccountMessage> to, ActorRef<TellerMessage> replyTo)
                implements AccountMessage {}

        record Credit(int amount, ActorRef<AccountMessage> replyTo) implements AccountMessage {}

        /** To who has paid. */
        enum Credited implements AccountMessage {
            INSTANCE
        }

        record Report(ActorRef<TellerMessage> replyTo) implements AccountMessage {}
    }

    private sealed interface TellerMessage {
        /** One transfer is done. */
        enum Done implements TellerMessage {
            INSTANCE
        }

        record Balance(int account, long balance) implements TellerMessage {}
    }

    /** Stashes what comes while it waits for the account that it pays. */
    private static final class Account {
        private final int number;
        private final ActorRef<AccountMessage> self;
        private final StashBuffer<AccountMessage> stash;
        private final Behavior<AccountMessage> open = Behaviors.receiveMessage(this::receive);

        private long balance;

        Account(int number, ActorRef<AccountMessage> self, StashBuffer<AccountMessage> stash) {
            this.number = number;
            this.self = self;
            this.stash = stash;
        }

        static Behavior<AccountMessage> opened(int number, int mostStashed) {
            return Behaviors.withStash(
                    mostStashed,
                    stash -> Behaviors.setup(context -> new Account(number, context.getSelf(), stash).open));
        }

        private Behavior<AccountMessage> receive(AccountMessage message) {
            switch (message) {
                case AccountMessage.Transfer(int amount, var to, var replyTo) -> {
                    balance -= amount;
                    to.tell(new AccountMessage.Credit(amount, self));
                    return waiting(replyTo);
                }
                case AccountMessage.Credit(int amount, var replyTo) -> {
                    balance += amount;
                    replyTo.tell(AccountMessage.Credited.INSTANCE);
                }
                case AccountMessage.Report(var replyTo) -> replyTo.tell(new TellerMessage.Balance(number, balance));
                case AccountMessage.Credited _ -> throw new IllegalStateException("nobody was paid");
            }
            return Behaviors.same();
        }

        private Behavior<AccountMessage> waiting(ActorRef<TellerMessage> teller) {
            return Behaviors.receiveMessage(message -> {
                if (message instanceof AccountMessage.Credited) {
                    teller.tell(TellerMessage.Done.INSTANCE);
                    return stash.unstashAll(open);
                }
                stash.stash(message);
                return Behaviors.same();
            });
        }
    }

    /** Has the balances reported when all transfers are done. */
    private static final class Teller {
        private final ActorRef<TellerMessage> self;
        private final List<ActorRef<AccountMessage>> accounts;
        private final CompletableFuture<Long> result;

        private int transfers;
        private int reports;
        private long sum;

        Teller(
                Savina.Banking work,
                ActorRef<TellerMessage> self,
                List<ActorRef<AccountMessage>> accounts,
                CompletableFuture<Long> result) {
            this.self = self;
            this.accounts = accounts;
            this.result = result;
            transfers = work.transfers();
            reports = work.accounts();
            for (int i = 0; i < work.transfers(); i++) {
                var to = accounts.get(work.to(i));
                accounts.get(work.from(i)).tell(new AccountMessage.Transfer(work.amount(i), to, self));
            }
        }

        Behavior<TellerMessage> receive(TellerMessage message) {
            switch (message) {
                case TellerMessage.Done _ -> {
                    transfers--;
                    if (transfers == 0) {
                        accounts.forEach(account -> account.tell(new AccountMessage.Report(self)));
                    }
                }
                case TellerMessage.Balance(int account, long balance) -> {
                    sum += account * balance;
                    reports--;
                    if (reports == 0) {
                        result.complete(sum);
                        return Behaviors.stopped();
                    }
                }
            }
            return Behaviors.same();
        }
    }

    static Behavior<TellerMessage> banking(Savina.Banking work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var accounts = new ArrayList<ActorRef<AccountMessage>>(work.accounts());
            for (int i = 0; i < work.accounts(); i++) {
                accounts.add(context.spawnAnonymous(Account.opened(i, work.transfers())));
            }
            return Behaviors.receiveMessage(new Teller(work, context.getSelf(), accounts, result)::receive);
        });
    }
}
