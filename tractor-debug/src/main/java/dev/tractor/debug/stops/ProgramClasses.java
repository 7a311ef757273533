package dev.tractor.debug.stops;

import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Optional;

/** The classes of the program that breakpoints can be set in. */
interface ProgramClasses {

    /** {@return the binary names of those that are loaded, without those of the JDK and of tractor} */
    List<String> loaded();

    /** {@return the class file of a class, loaded or not} */
    Optional<ClassModel> file(String name);

    /** {@return the packages that have a source file of that name under the source roots, as directories} */
    List<String> packagesOfSource(String fileName);
}
