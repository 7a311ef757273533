package dev.tractor.test;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Joins {@link TractorTest} to JUnit; used through that annotation. Keeps no state of its own. */
public final class TractorExtension
        implements TestTemplateInvocationContextProvider,
                BeforeEachCallback,
                AfterEachCallback,
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
        int repeats = settings(context).repeats();
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
        if (repeat != null) {
            var method = context.getRequiredTestMethod();
            var name = context.getRequiredTestClass().getSimpleName() + "." + method.getName() + repeat.suffix();
            context.getStore(NAMESPACE).put(TestRun.class, TestRun.begin(name, settings(context)));
        }
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
        return Parameters.known(parameter.getParameter().getType()) && run(context) != null;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var run = run(context);
        if (run == null) {
            throw new ParameterResolutionException("no test runs");
        }
        return Parameters.of(run, parameter.getParameter().getType());
    }

    private static @Nullable TestRun run(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
    }

    private static Settings settings(ExtensionContext context) {
        var annotation = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), TractorTest.class)
                .orElseThrow();
        return Settings.of(annotation, context::getConfigurationParameter);
    }
}
