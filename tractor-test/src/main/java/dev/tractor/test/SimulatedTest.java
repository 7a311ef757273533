package dev.tractor.test;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * A test method as JUnit has announced it, to be run many times. JUnit calls a method once, so the runs after that are our
 * own: a new instance, set-up, the method, tear-down, as JUnit would.
 */
final class SimulatedTest implements SimulatedRun.Scenario {
    private final ExtensionContext context;

    /** What JUnit would call around the test. Looked up once, for that takes as long as a whole run. */
    private final Map<Class<?>, Callbacks> callbacks = new HashMap<>();

    /** The run whose parameters are being asked for; null while JUnit asks for those of the call it does not make. */
    private volatile @Nullable TestRun current;

    /** Those of one class, superclasses included. */
    private record Callbacks(List<Method> beforeEach, List<Method> afterEach) {
        static Callbacks of(Class<?> type) {
            return new Callbacks(
                    AnnotationSupport.findAnnotatedMethods(type, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN),
                    AnnotationSupport.findAnnotatedMethods(type, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP));
        }
    }

    SimulatedTest(ExtensionContext context) {
        this.context = context;
    }

    @Nullable
    TestRun current() {
        return current;
    }

    /** How to run it alone. */
    String selector() {
        return Texts.shell(context.getRequiredTestClass().getName().replaceFirst("^.*\\.", "") + "#"
                + context.getRequiredTestMethod().getName());
    }

    @Override
    public void play(TestRun run, SimulatedRun.Around strike) throws Throwable {
        current = run;
        var instances = instances();
        Throwable failure = null;
        var begun = new ArrayList<Object>();
        try {
            for (var instance : instances) {
                begun.add(instance);
                for (var method : callbacks(instance).beforeEach) {
                    invoke(method, instance);
                }
            }
            strike.run(() -> invoke(context.getRequiredTestMethod(), instances.getLast()));
        } catch (Throwable t) {
            failure = t;
        }
        for (var instance : begun.reversed()) {
            for (var method : callbacks(instance).afterEach) {
                try {
                    invoke(method, instance);
                } catch (Throwable t) {
                    if (failure == null) {
                        failure = t;
                    } else {
                        failure.addSuppressed(t);
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Callbacks callbacks(Object instance) {
        return callbacks.computeIfAbsent(instance.getClass(), Callbacks::of);
    }

    /** The instance and those around it, outermost first; JUnit's own when one is meant for all runs. */
    private List<Object> instances() {
        var made = context.getRequiredTestInstances().getAllInstances();
        if (context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS) {
            return made;
        }
        var fresh = new ArrayList<Object>();
        for (var old : made) {
            var constructor = old.getClass().getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            var outer = fresh.isEmpty() ? null : fresh.getLast();
            fresh.add(
                    outer == null
                            ? context.getExecutableInvoker().invoke(constructor)
                            : context.getExecutableInvoker().invoke(constructor, outer));
        }
        return fresh;
    }

    private void invoke(Method method, Object instance) {
        context.getExecutableInvoker().invoke(method, instance);
    }
}
