package dev.tractor.test;

import java.lang.reflect.Method;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Joins {@link TractorTest} to JUnit; used through that annotation. Keeps no state of its own. */
public final class TractorExtension
        implements TestTemplateInvocationContextProvider,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(TractorExtension.class);

    /** Made by JUnit. */
    public TractorExtension() {}

    // Repeats.

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), TractorTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Reach.ensure();
        var settings = settings(context);
        int repeats = settings.simulated() ? 1 : settings.repeats();
        return IntStream.rangeClosed(1, repeats)
                .mapToObj(number -> new Repeat(context.getDisplayName(), number, repeats));
    }

    /** One of the runs of a test method. */
    private record Repeat(String test, int number, int total) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return total == 1 ? test : "run " + number + " of " + total;
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            context.getStore(NAMESPACE).put(Repeat.class, this);
        }

        private String suffix() {
            return total == 1 ? "" : " (run " + number + " of " + total + ")";
        }
    }

    // Begin and end.

    @Override
    public void beforeEach(ExtensionContext context) {
        var repeat = context.getStore(NAMESPACE).get(Repeat.class, Repeat.class);
        if (repeat == null && supportsTestTemplate(context)) {
            throw new ExtensionConfigurationException(
                    "@TractorTest needs JUnit Jupiter 5.13 or newer; this one is too old to prepare a test");
        }
        if (repeat != null) {
            var settings = settings(context);
            var store = context.getStore(NAMESPACE);
            if (settings.simulated()) {
                store.put(SimulatedTest.class, new SimulatedTest(context));
            } else {
                var stage = new RealStage(settings.timeout());
                store.put(TestRun.class, TestRun.begin(name(context) + repeat.suffix(), settings, stage));
            }
        }
    }

    private static String name(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
    }

    // Simulation: JUnit's own calls are left out, and made by ours.

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> what, ExtensionContext context)
            throws Throwable {
        proceedUnlessSimulated(call, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> what, ExtensionContext context)
            throws Throwable {
        proceedUnlessSimulated(call, context);
    }

    private static void proceedUnlessSimulated(Invocation<@Nullable Void> call, ExtensionContext context)
            throws Throwable {
        if (simulated(context) == null) {
            call.proceed();
        } else {
            call.skip();
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> what, ExtensionContext context)
            throws Throwable {
        var simulated = simulated(context);
        if (simulated == null) {
            call.proceed();
        } else {
            call.skip();
            new Exploration(
                            new Exploration.Simulated(name(context), simulated.selector(), simulated),
                            settings(context),
                            Agent.ready())
                    .explore();
        }
    }

    private static @Nullable SimulatedTest simulated(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(SimulatedTest.class, SimulatedTest.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        var run = run(context);
        if (run != null) {
            run.end();
        }
    }

    // Failures.

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explained(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explained(context, thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explained(context, thrown);
    }

    private static Throwable explained(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof ParameterResolutionException refused) {
            return Parameters.explain(refused);
        }
        var run = run(context);
        return run == null ? thrown : run.explain(thrown);
    }

    // Parameters.

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Parameters.known(parameter.getParameter().getType())
                && (run(context) != null || simulated(context) != null);
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var simulated = simulated(context);
        var run = simulated == null ? run(context) : simulated.current();
        if (run == null) {
            return null; // for a call of JUnit's that is left out
        }
        return Parameters.of(run, parameter.getParameter());
    }

    private static @Nullable TestRun run(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
    }

    private static Settings settings(ExtensionContext context) {
        var annotation = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), TractorTest.class)
                .orElseThrow();
        var settings = Settings.of(annotation, context::getConfigurationParameter);
        return settings.simulated() && !Agent.canSimulate() ? settings.onRealThreads() : settings;
    }
}
