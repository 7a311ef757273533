package dev.tractor.test.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Points where a shared object is called by a name that does not tell, and where nobody calls it in so many words. */
class CallPointsTest {

    @BeforeAll
    static void attach() {
        Simulation.attach();
        new Calls(); // loaded before it gets its points
        TimeAgent.addPoints(List.of(Calls.class.getName()), Accesses.VOLATILE);
    }

    static List<Arguments> calls() {
        var shared = new ConcurrentSkipListMap<String, Integer>(Map.of("a", 1, "b", 2, "c", 3));
        var own = new TreeMap<>(shared);
        return List.of(
                call("no argument", 1, calls -> assertEquals(3, calls.size(shared))),
                call("one argument", 1, calls -> assertEquals(2, calls.get(shared, "b"))),
                call("two arguments", 1, calls -> assertEquals(2, calls.put(shared, "b", 2))),
                call("three arguments", 1, calls -> assertTrue(calls.replace(shared, "b", 2, 2))),
                call(
                        "four arguments of different kinds",
                        1,
                        calls -> assertEquals(
                                Set.of("b"), calls.between(shared, "a", "c").keySet())),
                call("a map of one's own", 0, calls -> assertTrue(calls.replace(own, "b", 2, 2))),
                call("a list that is copied on write", 1, calls -> calls.insert(new CopyOnWriteArrayList<>())),
                call("a list of one's own", 0, calls -> calls.insert(new ArrayList<>())),
                call("a queue", 1, calls -> calls.offer(new LinkedBlockingQueue<>())),
                call("a blocking queue", 1, calls -> calls.offerBlocking(new LinkedBlockingQueue<>())),
                call("a lock", 2, calls -> calls.lock(new ReentrantLock())),
                call("the views and iterators of a map", 7, calls -> assertEquals(6, calls.sum(shared))),
                call("those of a map of one's own", 0, calls -> assertEquals(6, calls.sum(own))),
                call("a synchronized view", 1, calls -> calls.size(Collections.synchronizedMap(own))),
                call("a view of who knows what", 1, calls -> calls.size(Collections.unmodifiableMap(shared))),
                call("the old synchronized table", 1, calls -> calls.size(new Hashtable<>(own))),
                call("a subclass of the user's", 1, calls -> calls.size(new Inherited())),
                call("a concurrent map of the user's", 1, calls -> calls.size(new Delegating(own))),
                call("a number", 1, calls -> assertEquals(7, calls.number(new AtomicLong(7)))),
                call("a number of one's own", 0, calls -> assertEquals(7, calls.number(7))),
                call("a static method of an interface", 0, calls -> assertEquals(Map.of("a", 1), calls.make())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void aCallCountsByWhatIsCalledAndNotByItsName(String name, int expected, Consumer<Calls> step) throws Exception {
        assertEquals(expected, PointsTest.points(() -> step.accept(new Calls())));
    }

    static List<Arguments> references() {
        var shared = new ConcurrentHashMap<>(Map.of("a", 1));
        var own = new HashMap<>(shared);
        return List.of(
                call(
                        "of an object",
                        1,
                        calls -> assertEquals(1, calls.bound(shared).apply("a"))),
                call(
                        "of an object by another name",
                        1,
                        calls -> assertEquals(1, calls.named(shared).apply("a"))),
                call(
                        "of one's own",
                        0,
                        calls -> assertEquals(1, calls.named(own).apply("a"))),
                call(
                        "of the first argument",
                        1,
                        calls -> assertEquals(1, calls.incrementing().applyAsInt(new AtomicInteger()))),
                call(
                        "of what comes later, by another name",
                        1,
                        calls -> assertEquals(1, calls.sizing().applyAsInt(shared))),
                call(
                        "of what comes later and is one's own",
                        0,
                        calls -> assertEquals(1, calls.sizing().applyAsInt(own))),
                call(
                        "of two arguments and boxes",
                        1,
                        calls -> assertTrue(calls.swapping(new AtomicInteger(1)).test(1, 2))),
                call("of a static method", 1, calls -> calls.parking().accept(Thread.currentThread())),
                call(
                        "of a static method that shares nothing",
                        0,
                        calls -> calls.sleeping().get()),
                call("of a constructor", 0, calls -> calls.making().get()),
                call(
                        "that can be serialised",
                        0,
                        calls -> calls.portable(new AtomicInteger()).run()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("references")
    void aMethodReferenceCountsAsACall(String name, int expected, Consumer<Calls> step) throws Exception {
        assertEquals(expected, PointsTest.points(() -> step.accept(new Calls())));
    }

    @Test
    void aReferenceThatCanBeSerialisedStaysWhatItWas() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Calls().portable(new AtomicInteger()));
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ((Runnable) in.readObject()).run();
        }
    }

    /** Whatever else a concurrent type of the JDK may be called: by a name of ours, or one whose methods share nothing. */
    @Test
    void everyNameOfAConcurrentTypeIsKnown() throws Exception {
        var known = new TreeSet<String>();
        var unknown = new TreeSet<String>();
        try (var files = Files.walk(Path.of(URI.create("jrt:/java.base/java/util/concurrent")))) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var name = file.toString().replaceFirst("^(/modules)?/java.base/", "");
                var type = Class.forName(name.substring(0, name.length() - 6).replace('/', '.'), false, null);
                if (!Throwable.class.isAssignableFrom(type) && !type.isEnum()) {
                    names(type, known, unknown);
                }
            }
        }
        unknown.removeIf(name -> name.startsWith("jdk/internal/") || name.startsWith("java/util/concurrent/"));
        assertEquals(
                Set.of(
                        "java/io/Serializable",
                        "java/lang/Cloneable",
                        "java/lang/Comparable",
                        "java/lang/Object",
                        "java/lang/Record",
                        "java/lang/Thread",
                        "java/lang/ThreadLocal",
                        "java/lang/ref/Reference",
                        "java/lang/ref/WeakReference",
                        "java/util/Random",
                        "java/util/RandomAccess",
                        "java/util/function/BiConsumer",
                        "java/util/function/Supplier",
                        "java/util/random/RandomGenerator"),
                unknown);
        known.addAll(Set.of("java/util/Dictionary", "java/util/Hashtable", "java/util/Vector"));
        assertEquals(Sharing.OTHER_NAMES, known);
    }

    private static void names(@Nullable Class<?> type, Set<String> known, Set<String> unknown) {
        if (type == null) {
            return;
        }
        var name = type.getName().replace('.', '/');
        switch (Sharing.of(name, "any")) {
            case BY_RECEIVER -> known.add(name);
            case NEVER -> unknown.add(name);
            case ALWAYS -> {}
        }
        names(type.getSuperclass(), known, unknown);
        for (var face : type.getInterfaces()) {
            names(face, known, unknown);
        }
    }

    private static Arguments call(String name, int points, Consumer<Calls> call) {
        return Arguments.of(name, points, call);
    }

    private static final class Inherited extends ConcurrentHashMap<String, Integer> {}

    private static final class Delegating extends AbstractMap<String, Integer>
            implements ConcurrentMap<String, Integer> {
        private final Map<String, Integer> map;

        Delegating(Map<String, Integer> map) {
            this.map = map;
        }

        @Override
        public Set<Entry<String, Integer>> entrySet() {
            return map.entrySet();
        }

        @Override
        public @Nullable Integer putIfAbsent(String key, Integer value) {
            return map.putIfAbsent(key, value);
        }

        @Override
        public boolean remove(Object key, Object value) {
            return map.remove(key, value);
        }

        @Override
        public boolean replace(String key, Integer old, Integer value) {
            return map.replace(key, old, value);
        }

        @Override
        public @Nullable Integer replace(String key, Integer value) {
            return map.replace(key, value);
        }
    }

    /** User code that calls what it does not know. */
    private static final class Calls {
        int size(Map<String, Integer> map) {
            return map.size();
        }

        @Nullable
        Integer get(Map<String, Integer> map, String key) {
            return map.get(key);
        }

        @Nullable
        Integer put(Map<String, Integer> map, String key, int value) {
            return map.put(key, value);
        }

        boolean replace(Map<String, Integer> map, String key, int old, int value) {
            return map.replace(key, old, value);
        }

        Map<String, Integer> between(NavigableMap<String, Integer> map, String low, String high) {
            return map.subMap(low, false, high, false);
        }

        void insert(List<String> list) {
            list.add(0, "");
        }

        void offer(Queue<String> queue) {
            queue.offer("");
        }

        void offerBlocking(BlockingQueue<String> queue) {
            queue.offer("");
        }

        void lock(Lock lock) {
            lock.lock();
            lock.unlock();
        }

        /** A view, an iterator, and for each value whether it is there. */
        int sum(Map<String, Integer> map) {
            int sum = 0;
            for (var values = map.values().iterator(); values.hasNext(); ) {
                int[] value = {0};
                values.forEachRemaining(each -> value[0] += each);
                sum += value[0];
            }
            return sum + map.keySet().size() - 3;
        }

        int number(Number number) {
            return number.intValue();
        }

        Map<String, Integer> make() {
            return Map.of("a", 1);
        }

        Function<String, Integer> bound(ConcurrentHashMap<String, Integer> map) {
            return map::get;
        }

        Function<String, Integer> named(Map<String, Integer> map) {
            return map::get;
        }

        ToIntFunction<AtomicInteger> incrementing() {
            return AtomicInteger::incrementAndGet;
        }

        ToIntFunction<Map<String, Integer>> sizing() {
            return Map::size;
        }

        BiPredicate<Integer, Integer> swapping(AtomicInteger atomic) {
            return atomic::compareAndSet;
        }

        Consumer<Thread> parking() {
            return LockSupport::unpark;
        }

        Supplier<ThreadFactory> sleeping() {
            return Executors::defaultThreadFactory;
        }

        Supplier<AtomicInteger> making() {
            return AtomicInteger::new;
        }

        Runnable portable(AtomicInteger atomic) {
            return (Runnable & Serializable) atomic::incrementAndGet;
        }
    }
}
