package dev.tractor.test.agent;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what fields are declared as. Reads class files and loads no class: this runs while one is being loaded, and
 * what is loaded meanwhile would escape the agent.
 */
final class Fields {

    private final ClassLoader loader;
    private final Map<String, Optional<ClassModel>> files = new HashMap<>(); // by internal name

    /** For the code of one class. */
    Fields(ClassLoader loader, ClassModel user) {
        this.loader = loader;
        files.put(user.thisClass().asInternalName(), Optional.of(user));
    }

    /** The flags of the field that an instruction uses; nothing when its class is the JDK's or cannot be found. */
    Optional<Set<AccessFlag>> flags(FieldInstruction use) {
        var owner = file(use.owner());
        while (owner.isPresent()) {
            for (FieldModel field : owner.get().fields()) {
                if (field.fieldName().equalsString(use.name().stringValue())
                        && field.fieldType().equalsString(use.type().stringValue())) {
                    return Optional.of(field.flags().flags());
                }
            }
            owner = owner.get().superclass().flatMap(this::file);
        }
        return Optional.empty();
    }

    private Optional<ClassModel> file(ClassEntry type) {
        return files.computeIfAbsent(type.asInternalName(), this::read);
    }

    private Optional<ClassModel> read(String name) {
        if (name.startsWith("java/")) {
            return Optional.empty();
        }
        try (var in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? Optional.empty() : Optional.of(CodeEdit.parse(in.readAllBytes()));
        } catch (IOException e) {
            return Optional.empty(); // as if it were not there
        }
    }
}
