package dev.tractor.debug.eval;

import com.sun.source.tree.ErroneousTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a name can be completed to: the text up to the cursor, with a marker for the name and with what is open closed,
 * is attributed by javac, which then knows what is before the dot, or what is in scope.
 */
final class Completer {
    private static final String MARKER = "$marker";
    private static final int MOST = 500;

    private final Preparation.Attributed attributed;
    private final TypeTexts texts;
    private final String prefix;
    private final Map<String, Completions.Candidate> found = new LinkedHashMap<>();

    private Completer(Preparation.Attributed attributed, String prefix) {
        this.attributed = attributed;
        this.prefix = prefix;
        var task = attributed.job().task();
        texts = new TypeTexts(task.getElements(), task.getTypes(), attributed.renamed());
    }

    static Completions complete(Supplier<Preparation> preparations, String entered, int cursor) {
        var head = entered.substring(0, cursor);
        int from = startOfName(head);
        var prefix = head.substring(from);
        var closing = Brackets.of(head.substring(0, from)).closing();
        if (closing == null || !prefix.isEmpty() && !Character.isJavaIdentifierStart(prefix.charAt(0))) {
            return new Completions(cursor, List.of());
        }
        var before = head.substring(0, from);
        Function<Preparation.Attributed, Completions> candidates =
                attributed -> new Completions(from, new Completer(attributed, prefix).candidates());
        for (var end : List.of(closing, "()" + closing)) {
            var found = preparations.get().attribute(before + MARKER + end, false, candidates);
            if (found != null) {
                return found;
            }
        }
        var found = preparations.get().attribute(before + MARKER + closing + ";", true, candidates);
        return found == null ? new Completions(cursor, List.of()) : found;
    }

    private static int startOfName(String head) {
        int from = head.length();
        while (from > 0 && Character.isJavaIdentifierPart(head.charAt(from - 1))) {
            from--;
        }
        return from;
    }

    private List<Completions.Candidate> candidates() {
        var marked = new ArrayList<TreePath>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree identifier, @Nullable Void none) {
                if (identifier.getName().contentEquals(MARKER)) {
                    marked.add(getCurrentPath());
                }
                return super.visitIdentifier(identifier, none);
            }

            @Override
            public @Nullable Void visitErroneous(ErroneousTree erroneous, @Nullable Void none) {
                return scan(erroneous.getErrorTrees(), none);
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void none) {
                if (select.getIdentifier().contentEquals(MARKER)) {
                    marked.add(getCurrentPath());
                }
                return super.visitMemberSelect(select, none);
            }
        }.scan(attributed.tree(), null);
        if (!marked.isEmpty()) {
            var path = marked.getFirst();
            if (path.getLeaf() instanceof MemberSelectTree select) {
                members(new TreePath(path, select.getExpression()));
            } else {
                names(path);
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(c -> c.signature().endsWith(" of Object")))
                .limit(MOST)
                .toList();
    }

    private void members(TreePath before) {
        var trees = attributed.job().trees();
        var element = trees.getElement(before);
        var named = attributed
                .job()
                .task()
                .getElements()
                .getPackageElement(before.getLeaf().toString());
        if (named != null && !(element instanceof VariableElement)) {
            types(named);
            return;
        }
        var type = trees.getTypeMirror(before);
        boolean statics = element instanceof TypeElement && isTypeName(before.getLeaf());
        if (type instanceof ArrayType) {
            add("length", "length: int");
            members(
                    attributed
                            .job()
                            .task()
                            .getElements()
                            .getTypeElement("java.lang.Object")
                            .asType(),
                    false);
            return;
        }
        if (type != null) {
            members(type, statics);
        }
    }

    private static boolean isTypeName(Tree tree) {
        return tree instanceof IdentifierTree || tree instanceof MemberSelectTree;
    }

    private void members(TypeMirror type, boolean statics) {
        switch (type) {
            case TypeVariable variable -> members(variable.getUpperBound(), statics);
            case javax.lang.model.type.IntersectionType intersection ->
                intersection.getBounds().forEach(bound -> members(bound, statics));
            case DeclaredType declared -> {
                var element = (TypeElement) declared.asElement();
                for (var member : attributed.job().task().getElements().getAllMembers(element)) {
                    boolean isStatic = member.getModifiers().contains(Modifier.STATIC);
                    if (member.getModifiers().contains(Modifier.PUBLIC)
                            && (isStatic || !statics)
                            && (statics || !(member instanceof TypeElement))) {
                        add(member, declared);
                    }
                }
                if (statics) {
                    add("class", "class: Class<" + element.getSimpleName() + ">");
                }
            }
            default -> {}
        }
    }

    private void names(TreePath path) {
        var trees = attributed.job().trees();
        for (var scope = trees.getScope(path); scope != null; scope = scope.getEnclosingScope()) {
            if (scope.getEnclosingMethod() != null || scope.getEnclosingClass() != null) {
                for (var element : scope.getLocalElements()) {
                    if (element.getKind() != ElementKind.PACKAGE && !(element instanceof TypeElement)) {
                        add(element, null);
                    }
                }
            }
            var around = scope.getEnclosingClass();
            if (around != null) {
                for (var member : attributed.job().task().getElements().getAllMembers(around)) {
                    if (!(member instanceof TypeElement)
                            && !(member.getSimpleName().contentEquals("super"))) {
                        add(member, (DeclaredType) around.asType());
                    }
                }
            }
        }
        if (!prefix.isEmpty() && Character.isUpperCase(prefix.charAt(0))) {
            imported();
        }
        for (var word : List.of("new", "this", "null", "true", "false", "return", "instanceof", "switch", "var")) {
            if (prefix.length() > 1) {
                add(word, word);
            }
        }
    }

    private void imported() {
        var elements = attributed.job().task().getElements();
        for (ImportTree each : attributed.tree().getImports()) {
            var name = each.getQualifiedIdentifier().toString();
            if (name.endsWith(".*")) {
                var inside = elements.getPackageElement(name.substring(0, name.length() - 2));
                if (inside != null && !each.isStatic()) {
                    types(inside);
                }
            } else if (!each.isStatic()) {
                var simple = name.substring(name.lastIndexOf('.') + 1);
                add(simple, simple + ": " + name.substring(0, Math.max(0, name.lastIndexOf('.'))));
            }
        }
        types(elements.getPackageElement("java.lang"));
        var own = attributed.tree().getPackage();
        var here = elements.getPackageElement(
                own == null ? "" : own.getPackageName().toString());
        if (here != null) {
            types(here);
        }
    }

    private void types(PackageElement inside) {
        for (var element : inside.getEnclosedElements()) {
            var name = element.getSimpleName().toString();
            if (name.startsWith(prefix) && element.getModifiers().contains(Modifier.PUBLIC)) {
                add(name, name + ": " + inside.getQualifiedName());
            }
        }
    }

    private void add(Element element, @Nullable DeclaredType site) {
        var name = element.getSimpleName().toString();
        if (!name.startsWith(prefix) || name.startsWith("$") || name.startsWith("<")) {
            return;
        }
        var types = attributed.job().task().getTypes();
        var type = element.asType();
        if (site != null) {
            try {
                type = types.asMemberOf(site, element);
            } catch (IllegalArgumentException e) {
                type = element.asType(); // of a class around
            }
        }
        if (element instanceof ExecutableElement && type instanceof ExecutableType method) {
            var parameters =
                    method.getParameterTypes().stream().map(texts::shown).collect(Collectors.joining(", "));
            var declaring = element.getEnclosingElement();
            var owner = declaring != null && declaring.getSimpleName().contentEquals("Object") ? " of Object" : "";
            add(name, name + "(" + parameters + "): " + texts.shown(method.getReturnType()) + owner);
        } else if (element instanceof TypeElement) {
            add(name, name);
        } else {
            add(name, name + ": " + texts.shown(type));
        }
    }

    private void add(String name, String signature) {
        if (name.startsWith(prefix)) {
            found.putIfAbsent(signature, new Completions.Candidate(name, signature));
        }
    }
}
