package dev.tractor.debug.eval;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * What javac reads and writes: the classes of the program, doctored, wherever the program's loader has them from, and the
 * classes of earlier snippets; and what it makes of a snippet.
 *
 * <p>Modules of the program count as if they were on the class path. Listings and doctored classes are kept, since most
 * snippets need the same. Used by the compiler's thread only, except for what says otherwise.
 */
final class DoctoredFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final ClassLoader loader;
    private final Map<String, Map<String, JavaFileObject>> packages = new HashMap<>();
    private final Map<Location, Map<String, Iterable<JavaFileObject>>> jdk = new IdentityHashMap<>();
    private final Map<String, Map<String, JavaFileObject>> added = new HashMap<>();
    private @Nullable Map<String, Map<String, JavaFileObject>> modules;
    private Map<String, JavaFileObject> passing = Map.of();

    /** What was passing when classes were last looked for, and whether others were added since. */
    private Map<String, byte[]> lastPassing = Map.of();

    private boolean renewed = true;
    private Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    DoctoredFiles(StandardJavaFileManager files, ClassLoader loader) throws IOException {
        super(files);
        this.loader = loader;
        files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath(loader));
        files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
    }

    private static Set<Path> classPath(ClassLoader loader) {
        Set<Path> paths = new LinkedHashSet<>();
        for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                paths.add(Path.of(entry));
            }
        }
        for (var each = loader; each != null; each = each.getParent()) {
            if (each instanceof URLClassLoader urls) {
                for (var url : urls.getURLs()) {
                    try {
                        paths.add(Path.of(url.toURI()));
                    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
                        // What is no file cannot be listed.
                    }
                }
            }
        }
        return paths;
    }

    /** {@return whether a source can name a class, seen from a package} */
    boolean knows(Class<?> type, String fromPackage) {
        if (type.isArray()) {
            return knows(type.componentType(), fromPackage);
        }
        if (type.isPrimitive()) {
            return true;
        }
        if (type.isHidden() || type.isSynthetic() || type.getPackageName().isEmpty() && !fromPackage.isEmpty()) {
            return false;
        }
        if (isJdk(type.getModule())) {
            return type.getCanonicalName() != null
                    && isPublic(type)
                    && type.getModule().isExported(type.getPackageName());
        }
        seed(type);
        return find(type.getPackageName(), type.getName()) != null;
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getDeclaringClass()) {
            if (!java.lang.reflect.Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    static boolean isJdk(Module module) {
        return module.isNamed()
                && module.getLayer() != null
                && module.getLayer()
                        .configuration()
                        .findModule(module.getName())
                        .flatMap(found -> found.reference().location())
                        .filter(location -> location.getScheme().equals("jrt"))
                        .isPresent();
    }

    /**
     * Has a class found even where its package cannot be listed, if its loader tells what it is made of.
     *
     * @return whether it was not found before
     */
    boolean seed(Class<?> type) {
        if (find(type.getPackageName(), type.getName()) == null && original(type) != null) {
            added.computeIfAbsent(type.getPackageName(), _ -> new HashMap<>())
                    .put(type.getName(), new Doctored(type.getName(), () -> bytes(type)));
            renewed = true;
            return true;
        }
        return false;
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        var bytes = original(type);
        if (bytes == null) {
            throw new IOException("no class file of " + type.getName());
        }
        return bytes;
    }

    /** {@return the class file of a class, or null} Thread-safe. */
    static byte @Nullable [] original(Class<?> type) {
        var name = type.getName();
        try (var in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable JavaFileObject find(String packageName, String name) {
        var here = added.getOrDefault(packageName, Map.of()).get(name);
        return here != null ? here : listed(packageName).get(name);
    }

    /** Adds the class of a snippet for those to come. */
    void add(String name, byte[] bytes) {
        added.computeIfAbsent(packageOf(name), _ -> new HashMap<>()).put(name, new Doctored(name, () -> bytes));
        renewed = true;
    }

    /** Begins a compilation, in which more classes are found. */
    void begin(Map<String, byte[]> more) {
        passing = new LinkedHashMap<>();
        more.forEach((name, bytes) -> passing.put(name, new Plain(name, bytes)));
        renewed |= !same(more, lastPassing);
        lastPassing = more;
        written = new LinkedHashMap<>();
    }

    private static boolean same(Map<String, byte[]> some, Map<String, byte[]> others) {
        return some.keySet().equals(others.keySet())
                && some.entrySet().stream().allMatch(each -> Arrays.equals(each.getValue(), others.get(each.getKey())));
    }

    /** {@return whether there are other classes than at the last call} */
    boolean renewed() {
        boolean since = renewed;
        renewed = false;
        return since;
    }

    /** {@return what was compiled, by binary name} */
    Map<String, byte[]> end() {
        passing = Map.of();
        Map<String, byte[]> result = new LinkedHashMap<>();
        written.forEach((name, bytes) -> result.put(name, bytes.toByteArray()));
        return result;
    }

    static String packageOf(String binaryName) {
        return binaryName.substring(0, Math.max(0, binaryName.lastIndexOf('.')));
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (!kinds.contains(JavaFileObject.Kind.CLASS)) {
            return location == StandardLocation.CLASS_PATH
                    ? List.of()
                    : super.list(location, packageName, kinds, recurse);
        }
        if (location != StandardLocation.CLASS_PATH) {
            if (recurse) {
                return super.list(location, packageName, kinds, recurse);
            }
            var known = jdk.computeIfAbsent(location, _ -> new HashMap<>());
            var files = known.get(packageName);
            if (files == null) {
                files = super.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), false);
                known.put(packageName, files);
            }
            return files;
        }
        List<JavaFileObject> all = new ArrayList<>(listed(packageName).values());
        all.addAll(added.getOrDefault(packageName, Map.of()).values());
        for (var file : passing.entrySet()) {
            if (packageOf(file.getKey()).equals(packageName)) {
                all.add(file.getValue());
            }
        }
        return all;
    }

    private Map<String, JavaFileObject> listed(String packageName) {
        return packages.computeIfAbsent(packageName, name -> {
            Map<String, JavaFileObject> found = new TreeMap<>(modules().getOrDefault(name, Map.of()));
            try {
                var files =
                        fileManager.list(StandardLocation.CLASS_PATH, name, Set.of(JavaFileObject.Kind.CLASS), false);
                for (var file : files) {
                    var binary = fileManager.inferBinaryName(StandardLocation.CLASS_PATH, file);
                    found.putIfAbsent(binary, new Doctored(binary, () -> {
                        try (var in = file.openInputStream()) {
                            return in.readAllBytes();
                        }
                    }));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found;
        });
    }

    /** {@return the classes of the program's modules} */
    private Map<String, Map<String, JavaFileObject>> modules() {
        if (modules != null) {
            return modules;
        }
        Map<String, Map<String, JavaFileObject>> found = new HashMap<>();
        for (var module : ModuleLayer.boot().modules()) {
            if (!isJdk(module)) {
                var reference = ModuleLayer.boot()
                        .configuration()
                        .findModule(module.getName())
                        .orElseThrow()
                        .reference();
                try (var reader = reference.open();
                        var names = reader.list()) {
                    names.filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                            .forEach(name -> {
                                var binary =
                                        name.substring(0, name.length() - 6).replace('/', '.');
                                found.computeIfAbsent(packageOf(binary), _ -> new HashMap<>())
                                        .put(binary, new Doctored(binary, () -> resource(name)));
                            });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        modules = found;
        return found;
    }

    private byte[] resource(String name) throws IOException {
        try (InputStream in = loader.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return in.readAllBytes();
        }
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Memory memory ? memory.binary : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a instanceof Memory || b instanceof Memory ? a == b : super.isSameFile(a, b);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
        var bytes = new ByteArrayOutputStream();
        written.put(className, bytes);
        return new Memory(className) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
    }

    /** Reads what a class is made of. */
    private interface Bytes {
        byte[] read() throws IOException;
    }

    /** A class in memory. */
    private abstract static class Memory extends SimpleJavaFileObject {
        final String binary;

        Memory(String binary) {
            super(URI.create("mem:///" + binary.replace('.', '/').replace("$", "%24") + ".class"), Kind.CLASS);
            this.binary = binary;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.CLASS
                    && binary.substring(binary.lastIndexOf('.') + 1).equals(simpleName);
        }
    }

    private static final class Plain extends Memory {
        private final byte[] bytes;

        Plain(String binary, byte[] bytes) {
            super(binary);
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static final class Doctored extends Memory {
        private final Bytes original;
        private byte @Nullable [] doctored;

        Doctored(String binary, Bytes original) {
            super(binary);
            this.original = original;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            if (doctored == null) {
                var bytes = original.read();
                try {
                    doctored = Doctor.doctored(bytes);
                } catch (IllegalArgumentException e) {
                    doctored = bytes; // newer or stranger than this JDK understands; javac may still
                }
            }
            return new ByteArrayInputStream(doctored);
        }
    }
}
