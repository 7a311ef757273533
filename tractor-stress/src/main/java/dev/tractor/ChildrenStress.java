package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A child is in the list of {@link Children} and in their number from its start to its end, and in neither after that. */
public class ChildrenStress {
    private static final VarHandle GONE = field("gone");
    private static final VarHandle OLDEST = field("oldest");

    /** Of a field that nothing but the class itself is to see: whoever asks for the list has it put in order first. */
    private static VarHandle field(String name) {
        try {
            return MethodHandles.privateLookupIn(Children.class, MethodHandles.lookup())
                    .findVarHandle(Children.class, name, Child.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many are in the list as it is, and 100 for any that are gone and wait to be taken out. */
    private static int listed(Children children) {
        int listed = GONE.getVolatile(children) == null ? 0 : 100;
        for (var child = (Child) OLDEST.get(children); child != null; child = child.younger) {
            listed++;
        }
        return listed;
    }

    private static final Cancellation WHY = new Cancellation("enough", "a stress test");

    @JCStressTest
    @Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "the first was the last to leave, and tells the owner")
    @Outcome(id = "0, 1, 0, 0", expect = ACCEPTABLE, desc = "the second was")
    @State
    public static class TheLastOfTwoToLeaveTellsTheOwner {
        private final Children children = new Children();
        private final Child first = Parts.child();
        private final Child second = Parts.child();

        public TheLastOfTwoToLeaveTellsTheOwner() {
            var _ = children.add(first);
            var _ = children.add(second);
        }

        @Actor
        public void one(IIII_Result r) {
            r.r1 = children.remove(first) ? 1 : 0;
        }

        @Actor
        public void other(IIII_Result r) {
            r.r2 = children.remove(second) ? 1 : 0;
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r3 = children.live();
            r.r4 = listed(children);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the one that came is there, and nobody else")
    @State
    public static class OneLeavesWhileAnotherComes {
        private final Children children = new Children();
        private final Child leaving = Parts.child();
        private final Child coming = Parts.child();

        public OneLeavesWhileAnotherComes() {
            var _ = children.add(leaving);
        }

        @Actor
        public void one() {
            var _ = children.remove(leaving);
        }

        @Actor
        public void other() {
            var _ = children.add(coming);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = children.live();
            r.r2 = listed(children);
            r.r3 = children.inOrder().equals(List.of(coming)) ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "both were seen")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "one had left")
    @State
    public static class OneLeavesWhileSomebodyLooks {
        private final Children children = new Children();
        private final Child leaving = Parts.child();
        private final Child staying = Parts.child();

        public OneLeavesWhileSomebodyLooks() {
            var _ = children.add(staying);
            var _ = children.add(leaving);
        }

        @Actor
        public void one() {
            var _ = children.remove(leaving);
        }

        @Actor
        public void other(III_Result r) {
            var seen = children.inOrder();
            r.r1 = seen.contains(staying) ? seen.size() : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r2 = children.live();
            r.r3 = listed(children);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "it came in time, and is cancelled")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it was refused")
    @State
    public static class OneThatComesIsCancelledOrRefused {
        private final Children children = new Children();
        private final Child coming = Parts.child();

        @Actor
        public void one(III_Result r) {
            r.r1 = children.add(coming) ? 1 : 0;
        }

        @Actor
        public void canceller(III_Result r) {
            var cancelled = children.cancel(WHY);
            r.r2 = cancelled == null ? -1 : cancelled.size();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = children.live() == listed(children) ? children.live() : -1;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "both are cancelled, though one has left just now")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "one had left")
    @State
    public static class OneThatStaysIsCancelledWhileAnotherLeaves {
        private final Children children = new Children();
        private final Child leaving = Parts.child();
        private final Child staying = Parts.child();

        public OneThatStaysIsCancelledWhileAnotherLeaves() {
            var _ = children.add(staying);
            var _ = children.add(leaving);
        }

        @Actor
        public void one() {
            var _ = children.remove(leaving);
        }

        @Actor
        public void canceller(III_Result r) {
            var cancelled = children.cancel(WHY);
            r.r1 = cancelled != null && cancelled.contains(staying) ? cancelled.size() : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r2 = children.live();
            r.r3 = listed(children);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the owner sees both, and will be told of the one that leaves")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the owner is not told, and sees that it has left")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both")
    @State
    public static class TheOwnerSeesOrIsTold {
        private final Children children = new Children();
        private final Child leaving = Parts.child();

        public TheOwnerSeesOrIsTold() {
            var _ = children.add(Parts.child());
            var _ = children.add(leaving);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = children.remove(leaving) ? 1 : 0;
        }

        @Actor
        public void owner(II_Result r) {
            children.tellAt(1);
            r.r2 = children.live();
        }
    }
}
