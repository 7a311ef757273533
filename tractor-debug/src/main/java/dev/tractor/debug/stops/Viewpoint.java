package dev.tractor.debug.stops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a session looks, for the breakpoints that are set in it. */
public interface Viewpoint {

    /** {@return the name of the class of the frame; null when there is no frame} */
    @Nullable
    String type();

    /** {@return the source file of the frame with its package as directories; null when it is not known} */
    @Nullable
    String file();

    /** {@return what finds the classes of the program} */
    ClassLoader loader();

    /**
     * {@return the imports of a source file, whole}
     *
     * @param place a place in it
     */
    List<String> imports(StackTraceElement place);

    /**
     * {@return the packages that have a source file under the source roots, as directories}
     *
     * @param fileName its name
     */
    List<String> packagesOf(String fileName);
}
