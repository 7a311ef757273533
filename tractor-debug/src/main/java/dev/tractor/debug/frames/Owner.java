package dev.tractor.debug.frames;

import dev.tractor.Tractor;
import java.security.ProtectionDomain;
import java.util.List;

/** Whose a class is. */
public final class Owner {
    private static final List<String> OF_JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private Owner() {}

    /** {@return whether it belongs neither to the JDK nor to tractor} */
    public static boolean isUser(Class<?> type) {
        var module = type.getModule();
        boolean jdk = module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
        return !jdk && !isTractor(type);
    }

    /** {@return the same for a class that cannot be found} */
    static boolean isUser(String type) {
        return OF_JDK.stream().noneMatch(type::startsWith);
    }

    /** {@return whether it is tractor's: by where it was loaded from, too, since a user may add to a package of that name} */
    public static boolean isTractor(Class<?> type) {
        ProtectionDomain domain = type.getProtectionDomain();
        return type.getName().startsWith("dev.tractor.")
                && (domain.equals(Tractor.class.getProtectionDomain())
                        || domain.equals(Owner.class.getProtectionDomain()));
    }
}
