package dev.tractor.test.agent;

import java.util.Set;

/**
 * Whether the callee of a method, as the code that calls it names it, is shared between threads.
 *
 * <p>Concurrent types are often called by a name that does not tell: a {@code ConcurrentHashMap} is a {@code Map} to most
 * code. A point before every call of a {@code Map} would find the same bugs, but most maps belong to one thread, and each
 * point that separates nothing makes it less likely that a schedule switches at the one that does. So for those names the
 * receiver is looked at when the call is made.
 */
enum Sharing {
    /** It is not. */
    NEVER,
    /** It is. */
    ALWAYS,
    /** It is when {@link Gate#pointAt} says so of the receiver. */
    BY_RECEIVER;

    private static final String CONCURRENT = "java/util/concurrent/";

    /** Types of that package whose methods share nothing. */
    private static final Set<String> UNSHARED = Set.of("TimeUnit", "ThreadLocalRandom", "Executors");

    private static final Set<String> INTERRUPTS = Set.of("interrupt", "isInterrupted", "interrupted");

    /** What else a concurrent type may be called. A test compares this with the JDK. */
    static final Set<String> OTHER_NAMES = Set.of(
            "java/lang/AutoCloseable",
            "java/lang/Iterable",
            "java/lang/Number",
            "java/lang/Runnable",
            "java/util/AbstractCollection",
            "java/util/AbstractMap",
            "java/util/AbstractQueue",
            "java/util/AbstractSet",
            "java/util/Collection",
            "java/util/Deque",
            "java/util/Dictionary",
            "java/util/Enumeration",
            "java/util/Hashtable",
            "java/util/Iterator",
            "java/util/List",
            "java/util/ListIterator",
            "java/util/Map",
            "java/util/Map$Entry",
            "java/util/NavigableMap",
            "java/util/NavigableSet",
            "java/util/Queue",
            "java/util/SequencedCollection",
            "java/util/SequencedMap",
            "java/util/SequencedSet",
            "java/util/Set",
            "java/util/SortedMap",
            "java/util/SortedSet",
            "java/util/Spliterator",
            "java/util/Vector");

    /** Says it of a method, by the internal name of its class. */
    static Sharing of(String owner, String method) {
        if (method.equals("<init>")) {
            return NEVER;
        }
        if (owner.startsWith(CONCURRENT)) {
            return UNSHARED.contains(owner.substring(CONCURRENT.length())) ? NEVER : ALWAYS;
        }
        if (owner.equals("java/lang/invoke/VarHandle")
                || owner.equals("java/lang/Thread") && INTERRUPTS.contains(method)) {
            return ALWAYS;
        }
        return OTHER_NAMES.contains(owner) ? BY_RECEIVER : NEVER;
    }
}
