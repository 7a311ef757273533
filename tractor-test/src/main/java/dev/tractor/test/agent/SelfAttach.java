package dev.tractor.test.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loads an agent into the running JVM: a jar made for the purpose, with nothing but the {@link AgentEntry}. */
final class SelfAttach {

    private SelfAttach() {}

    /** Needs the module jdk.attach, and the user's leave by a flag. */
    static Instrumentation attach()
            throws IOException, AttachNotSupportedException, AgentLoadException, AgentInitializationException,
                    ReflectiveOperationException {
        var jar = Files.createTempFile("tractor-agent-", ".jar");
        jar.toFile().deleteOnExit(); // the JVM keeps it open
        write(jar);
        var self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
            self.loadAgent(jar.toString());
        } finally {
            self.detach();
        }
        var given = Class.forName(AgentEntry.RUNTIME_NAME, true, ClassLoader.getSystemClassLoader())
                .getMethod("take")
                .invoke(null);
        return (Instrumentation) Objects.requireNonNull(given, "the JVM has loaded another agent");
    }

    private static void write(Path jar) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", AgentEntry.RUNTIME_NAME);
        attributes.putValue("Can-Retransform-Classes", "true");
        try (var entries = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            entries.putNextEntry(new JarEntry(internal(AgentEntry.RUNTIME_NAME) + ".class"));
            entries.write(renamed(AgentEntry.class, AgentEntry.RUNTIME_NAME));
        }
    }

    /** The file of a class of the kit, under another name. */
    static byte[] renamed(Class<?> type, String name) throws IOException {
        var resource = type.getSimpleName() + ".class";
        try (var in = Objects.requireNonNull(type.getResourceAsStream(resource), resource)) {
            return new ConstantPool(in.readAllBytes()).renamed(internal(type.getName()), internal(name));
        }
    }

    private static String internal(String name) {
        return name.replace('.', '/');
    }
}
