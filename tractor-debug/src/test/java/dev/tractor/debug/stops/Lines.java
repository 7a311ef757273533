package dev.tractor.debug.stops;

import dev.tractor.debug.frames.ClassFiles;
import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Classes of the tests, of which some count as loaded. */
record Lines(List<String> loaded, Map<String, List<String>> sources) implements ProgramClasses {

    static final String HERE = "dev.tractor.debug.stops.";

    static Lines loaded(String... names) {
        return new Lines(List.of(names).stream().map(name -> HERE + name).toList(), Map.of());
    }

    @Override
    public Optional<ClassModel> file(String name) {
        return ClassFiles.of(name, Lines.class.getClassLoader());
    }

    @Override
    public List<String> packagesOfSource(String fileName) {
        return sources.getOrDefault(fileName, List.of());
    }
}
