package dev.tractor.debug.eval;

import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the classes of snippets live: in the package of the frame's class, and where that is closed, in a class loader of
 * their own, from which only public members can be used.
 */
final class Host {
    private static final String OUTSIDE = "tractor.snippet";

    private final Class<?> type;
    private final MethodHandles.@Nullable Lookup lookup;
    private final SnippetLoader loader;

    private Host(Class<?> type, MethodHandles.@Nullable Lookup lookup, SnippetLoader loader) {
        this.type = type;
        this.lookup = lookup;
        this.loader = loader;
    }

    static Host of(Class<?> type, SnippetLoader outside) {
        if (!DoctoredFiles.isJdk(type.getModule()) && !type.isHidden()) {
            try {
                return new Host(type, Opening.lookup(type), outside);
            } catch (IllegalAccessException e) {
                // Outside, then.
            }
        }
        return new Host(type, null, outside);
    }

    boolean inside() {
        return lookup != null;
    }

    Class<?> type() {
        return type;
    }

    String packageName() {
        return lookup != null ? type.getPackageName() : OUTSIDE;
    }

    ClassLoader loader() {
        return lookup != null && type.getClassLoader() != null ? type.getClassLoader() : loader;
    }

    Module module() {
        return lookup != null ? type.getModule() : loader.getUnnamedModule();
    }

    /**
     * Defines the classes of a snippet.
     *
     * @param others those that others refer to by name, which stay for good
     * @param main the one that is run
     * @param hidden whether nothing refers to it by name
     * @return a lookup in the one that is run
     */
    MethodHandles.Lookup define(Map<String, byte[]> others, byte[] main, String mainName, boolean hidden)
            throws IllegalAccessException {
        if (lookup == null) {
            Map<String, byte[]> all = new LinkedHashMap<>(others);
            all.put(mainName, main);
            loader.add(all);
            try {
                return MethodHandles.privateLookupIn(Class.forName(mainName, false, loader), MethodHandles.lookup());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        var rest = new ArrayDeque<>(others.values());
        var failures = 0;
        while (!rest.isEmpty()) {
            var next = rest.removeFirst();
            try {
                lookup.defineClass(next);
                failures = 0;
            } catch (NoClassDefFoundError e) { // its superclass comes later
                rest.addLast(next);
                if (++failures > rest.size()) {
                    throw e;
                }
            }
        }
        if (hidden) {
            return lookup.defineHiddenClass(main, false, MethodHandles.Lookup.ClassOption.NESTMATE);
        }
        return MethodHandles.privateLookupIn(lookup.defineClass(main), lookup);
    }

    /** Defines what has no place in a package of the program. */
    static final class SnippetLoader extends ClassLoader {
        private final Map<String, byte[]> classes = new ConcurrentHashMap<>(new HashMap<>());

        SnippetLoader(ClassLoader program) {
            super("tractor-snippets", program);
        }

        void add(Map<String, byte[]> more) {
            classes.putAll(more);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
