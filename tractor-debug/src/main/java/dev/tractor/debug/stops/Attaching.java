package dev.tractor.debug.stops;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Connects to the debugger agent of this JVM, which listens at a port that the JVM itself has chosen. Afterwards it does not
 * listen any more.
 */
final class Attaching {
    private static final String CONNECTOR = "com.sun.jdi.SocketAttach";
    private static final String LISTENER = "sun.jdwp.listenerAddress";

    private Attaching() {}

    /**
     * {@return a connection}
     *
     * @throws IOException when there is none to be had; the message says why, for the user
     */
    static VirtualMachine attach() throws IOException {
        var address = address();
        for (var connector : Bootstrap.virtualMachineManager().attachingConnectors()) {
            if (connector.name().equals(CONNECTOR)) {
                return attach(connector, address);
            }
        }
        throw new IOException("this Java runtime has no " + CONNECTOR);
    }

    private static VirtualMachine attach(AttachingConnector connector, String address) throws IOException {
        // For example dt_socket:127.0.0.1:5005 or dt_socket:5005, as it was asked to listen at all addresses or at one.
        int port = address.lastIndexOf(':');
        var arguments = connector.defaultArguments();
        try {
            Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
            Objects.requireNonNull(arguments.get("port")).setValue(address.substring(port + 1));
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException("the debugger agent listens at " + address + ", which cannot be used", e);
        }
    }

    /** Opens a package of java.base to us, which the JDK lets itself do. */
    static void open(String name) throws ReflectiveOperationException {
        var open = Module.class.getDeclaredMethod(
                "implAddExportsOrOpens", String.class, Module.class, boolean.class, boolean.class);
        open.setAccessible(true);
        open.invoke(Object.class.getModule(), name, Attaching.class.getModule(), true, true);
    }

    /** The JDK tells only itself where the agent listens; with java.lang open to us it can be made to tell us, too. */
    private static String address() throws IOException {
        Properties properties;
        try {
            open("jdk.internal.vm");
            properties = (Properties) Class.forName("jdk.internal.vm.VMSupport")
                    .getMethod("getAgentProperties")
                    .invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("the address of the debugger agent cannot be read", e);
        }
        var address = properties.getProperty(LISTENER);
        if (address == null) {
            throw new IOException("another debugger is attached, or the agent does not listen (it needs server=y)");
        }
        return address;
    }
}
