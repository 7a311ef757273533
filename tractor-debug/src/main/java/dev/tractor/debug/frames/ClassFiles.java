package dev.tractor.debug.frames;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.Optional;

/** Finds class files as the loader of a class would. They need not be what was loaded. */
public final class ClassFiles {
    private ClassFiles() {}

    /** {@return the class file of {@code type}; empty when there is none, or when it cannot be read} */
    public static Optional<ClassModel> of(Class<?> type) {
        var name = type.getName();
        if (type.isHidden()) {
            return Optional.empty();
        }
        try (var in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? Optional.empty() : parsed(in.readAllBytes(), name);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // one that cannot be read: then nothing is known
        }
    }

    /** {@return the class file of that binary name, whether the class is loaded or not; empty when there is none} */
    public static Optional<ClassModel> of(String name, ClassLoader loader) {
        try (var in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in == null ? Optional.empty() : parsed(in.readAllBytes(), name);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<ClassModel> parsed(byte[] bytes, String name) {
        try {
            var file = ClassFile.of().parse(bytes);
            return file.thisClass().asInternalName().equals(name.replace('.', '/'))
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // no class file, or one that is damaged or newer than this JDK
        }
    }
}
