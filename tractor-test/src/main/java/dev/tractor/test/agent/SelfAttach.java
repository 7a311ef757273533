package dev.tractor.test.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loads an agent into the running JVM: a jar with nothing but the {@link Gate}, made for the purpose. */
final class SelfAttach {

    private SelfAttach() {}

    /** After this the gate is on the boot class path. Needs the module jdk.attach, and the user's leave by a flag. */
    static Instrumentation attach()
            throws IOException,
                    AttachNotSupportedException,
                    AgentLoadException,
                    AgentInitializationException,
                    ReflectiveOperationException {
        var jar = Files.createTempFile("tractor-agent-", ".jar");
        jar.toFile().deleteOnExit(); // the JVM keeps it open
        try (var out = Files.newOutputStream(jar)) {
            write(out, jar);
        }
        var self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
            self.loadAgent(jar.toString());
        } finally {
            self.detach();
        }
        var given = gate().getMethod("takeInstrumentation").invoke(null);
        return (Instrumentation) Objects.requireNonNull(given, "the JVM has loaded another agent");
    }

    /** The gate that rewritten code calls. */
    static Class<?> gate() throws ClassNotFoundException {
        return Class.forName(Gate.RUNTIME_NAME, true, null);
    }

    private static void write(OutputStream out, Path jar) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", Gate.RUNTIME_NAME);
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Boot-Class-Path", String.valueOf(jar.getFileName())); // relative to the jar itself
        try (var entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry(internal(Gate.RUNTIME_NAME) + ".class"));
            entries.write(
                    new ConstantPool(gateFile()).renamed(internal(Gate.class.getName()), internal(Gate.RUNTIME_NAME)));
        }
    }

    private static byte[] gateFile() throws IOException {
        try (var in = Objects.requireNonNull(Gate.class.getResourceAsStream("Gate.class"), "Gate.class")) {
            return in.readAllBytes();
        }
    }

    private static String internal(String name) {
        return name.replace('.', '/');
    }
}
