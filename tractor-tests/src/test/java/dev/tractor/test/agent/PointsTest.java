package dev.tractor.test.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PointsTest {

    @BeforeAll
    static void attach() {
        Simulation.attach();
        new Subject(); // loaded before it gets its points
        TimeAgent.addPoints(List.of(Subject.class.getName()), Accesses.VOLATILE);
    }

    static List<Arguments> steps() {
        return List.of(
                step("reading a volatile field", 1, Subject::readVolatile),
                step("writing a volatile field", 1, Subject::writeVolatile),
                step("incrementing a volatile field", 2, Subject::incrementVolatile),
                step("a volatile field of a superclass", 1, Subject::readInherited),
                step("a volatile static field of another class", 1, Subject::readElsewhere),
                step("a plain field", 0, Subject::writePlain),
                step("an atomic", 1, Subject::incrementAtomic),
                step("making an atomic", 0, Subject::makeAtomic),
                step("a VarHandle", 1, Subject::compareAndSet),
                step("a lock, taken and released", 2, Subject::lock),
                step("a concurrent map", 1, Subject::putConcurrent),
                step("a time unit", 0, Subject::convert),
                step("reading and clearing an interrupt", 1, Subject::interrupted),
                step("reading an interrupt", 1, Subject::isInterrupted),
                step("interrupting", 1, Subject::interrupt),
                step("a synchronized block", 2, Subject::block),
                step("a synchronized block left by an exception", 2, Subject::leftBlock),
                step("a synchronized method", 1, Subject::method),
                step("a synchronized static method", 1, subject -> Subject.staticMethod()),
                step("a lambda", 1, Subject::lambda),
                step("a constructor", 0, subject -> new Subject()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void pointsAreWhereThreadsMeet(String name, int expected, Consumer<Subject> step) throws Exception {
        assertEquals(expected, points(() -> step.accept(new Subject())));
    }

    @Test
    void aClassLoadedLaterHasPointsFromTheStart() throws Exception {
        assertEquals(1, points(SubjectLoadedLater::read));
    }

    @Test
    void plainFieldsArePointsWhenAskedFor() throws Exception {
        var all = new AllFields();
        TimeAgent.addPoints(List.of(AllFields.class.getName()), Accesses.VOLATILE);
        assertEquals(0, points(all::step));

        TimeAgent.addPoints(List.of(AllFields.class.getName()), Accesses.ALL);
        assertEquals(3, points(all::step));

        TimeAgent.addPoints(List.of(AllFields.class.getName()), Accesses.VOLATILE);
        assertEquals(3, points(all::step), "more points are never fewer");
    }

    @Test
    void classesThatNobodyAskedForHaveNone() throws Exception {
        assertEquals(0, points(() -> new Other().count.incrementAndGet()));
    }

    @Test
    void theTestKitHasNoneWhateverTheNames() throws Exception {
        TimeAgent.addPoints(List.of(Gate.class.getName()), Accesses.ALL);

        assertEquals(0, points(Gate::nanoTime));
    }

    @Test
    void threadsThatAreNotSimulatedPassThePoints() throws Exception {
        var subject = new Subject();
        var simulation = new Simulation();
        var before = TimeAgent.exchange(simulation);
        try {
            subject.incrementVolatile();
            Thread.ofVirtual().start(subject::incrementVolatile).join();
        } finally {
            TimeAgent.exchange(before);
        }

        assertEquals(2, subject.seen);
        assertEquals(0, simulation.points());
    }

    @Test
    void aBlockIsLeftOnceWhenThePointAfterItThrows() throws Exception {
        var subject = new Subject();
        var simulation = new Simulation().atPoint(() -> {
            if (!Thread.holdsLock(subject) && subject.plain > 0) {
                throw new IllegalCallerException("at the point");
            }
        });

        simulation.run(() -> assertThrows(IllegalCallerException.class, subject::block));

        assertEquals(2, simulation.points());
    }

    /** No compiler at hand makes such code: {@code new} right after the block, and a frame that refers to its place. */
    @Test
    void aPointDoesNotComeBetweenAFrameAndThePlaceItRefersTo() throws Exception {
        var name = ClassDesc.of(PointsTest.class.getName() + "Made");
        var object = ConstantDescs.CD_Object;
        TimeAgent.addPoints(List.of(PointsTest.class.getName() + "Made"), Accesses.VOLATILE);
        var made = MethodHandles.lookup()
                .defineClass(ClassFile.of()
                        .build(
                                name,
                                type -> type.withMethodBody(
                                        "make",
                                        MethodTypeDesc.of(ConstantDescs.CD_String, object, ConstantDescs.CD_boolean),
                                        ClassFile.ACC_STATIC,
                                        code -> code.aload(0)
                                                .monitorenter()
                                                .aload(0)
                                                .monitorexit()
                                                .new_(ConstantDescs.CD_String)
                                                .dup()
                                                .iload(1)
                                                .ifThenElse(yes -> yes.ldc("yes"), no -> no.ldc("no"))
                                                .invokespecial(
                                                        ConstantDescs.CD_String,
                                                        "<init>",
                                                        MethodTypeDesc.of(
                                                                ConstantDescs.CD_void, ConstantDescs.CD_String))
                                                .areturn())));
        var make = made.getDeclaredMethod("make", Object.class, boolean.class);
        var simulation = new Simulation();

        assertEquals("yes", simulation.run(() -> make.invoke(null, new Object(), true)));

        assertEquals(2, simulation.points());
    }

    @Test
    void anUpdateThatIsNotAtomicIsLost() throws Exception {
        assertEquals(2, counted(new Simulation()));
        assertEquals(1, counted(new Simulation().atPoint(Thread::yield)));
    }

    private static int counted(Simulation simulation) throws Exception {
        var subject = new Subject();
        simulation.run(() -> {
            simulation.start(subject::incrementVolatile);
            simulation.start(subject::incrementVolatile);
            return null;
        });
        return subject.seen;
    }

    /** How many points a simulated thread passes. */
    static int points(Runnable body) throws Exception {
        var simulation = new Simulation().atPoint(Thread::yield);
        simulation.run(() -> {
            body.run();
            return null;
        });
        return simulation.points();
    }

    private static Arguments step(String name, int points, Consumer<Subject> step) {
        return Arguments.of(name, points, step);
    }

    private static class Parent {
        volatile int inherited;
    }

    private static final class Elsewhere {
        static volatile int there;
    }

    private static final class Other {
        final AtomicInteger count = new AtomicInteger();
    }

    private static final class AllFields {
        private static int shared;
        private final int constant = hashCode();
        private int plain;

        void step() {
            plain = constant;
            shared = plain;
        }
    }

    private static final class SubjectLoadedLater {
        static volatile int field;

        static void read() {
            assertEquals(0, field);
        }
    }

    /** User code. */
    private static final class Subject extends Parent {
        private static final VarHandle PLAIN;

        static {
            try {
                PLAIN = MethodHandles.lookup().findVarHandle(Subject.class, "plain", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        volatile int seen;
        private int plain;
        private final AtomicInteger atomic = new AtomicInteger();
        private final ReentrantLock lock = new ReentrantLock();
        private final ConcurrentHashMap<String, String> concurrent = new ConcurrentHashMap<>();

        Subject() {
            seen = atomic.get();
        }

        int readVolatile() {
            return seen;
        }

        void writeVolatile() {
            seen = 1;
        }

        void incrementVolatile() {
            seen++;
        }

        int readInherited() {
            return inherited;
        }

        int readElsewhere() {
            return Elsewhere.there;
        }

        void writePlain() {
            plain = 1;
        }

        void incrementAtomic() {
            atomic.incrementAndGet();
        }

        AtomicInteger makeAtomic() {
            return new AtomicInteger();
        }

        void compareAndSet() {
            assertTrue(PLAIN.compareAndSet(this, 0, 1));
        }

        void lock() {
            lock.lock();
            try {
                plain++;
            } finally {
                lock.unlock();
            }
        }

        void putConcurrent() {
            concurrent.put("", "");
        }

        long convert() {
            return TimeUnit.DAYS.toNanos(1);
        }

        boolean interrupted() {
            return Thread.interrupted();
        }

        boolean isInterrupted() {
            return Thread.currentThread().isInterrupted();
        }

        void interrupt() {
            Thread.currentThread().interrupt();
        }

        void block() {
            synchronized (this) {
                plain++;
            }
        }

        void leftBlock() {
            assertThrows(IllegalStateException.class, this::failInBlock);
            assertTrue(!Thread.holdsLock(this), "the monitor was left");
        }

        private void failInBlock() {
            synchronized (this) {
                plain++;
                throw new IllegalStateException();
            }
        }

        synchronized void method() {
            plain++;
        }

        static synchronized void staticMethod() {}

        void lambda() {
            Runnable body = () -> seen = 1;
            body.run();
        }
    }
}
