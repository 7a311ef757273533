package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** Says what javac finds wrong in the words and places of the user, without a word about the wrapping. */
final class Complaints {
    private static final int MOST = 5;
    private static final Pattern PACKAGE = Pattern.compile("(?<![\\w.$])(?:[a-z_]\\w*\\.)+(?=[A-Z])");

    private final Wrapper wrapper;
    private final Snippet snippet;
    private final Levels levels;
    private final Host host;

    Complaints(Wrapper wrapper, Snippet snippet, Levels levels, Host host) {
        this.wrapper = wrapper;
        this.snippet = snippet;
        this.levels = levels;
        this.host = host;
    }

    List<Problem> of(List<Diagnostic<? extends JavaFileObject>> errors) {
        List<Problem> problems = new ArrayList<>();
        for (var error : errors) {
            var problem = of(error);
            if (problems.size() < MOST && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
        return problems;
    }

    private Problem of(Diagnostic<? extends JavaFileObject> error) {
        var part = wrapper.at(error.getPosition());
        var message = message(error);
        if (part == null || part.kind() != Wrapper.Part.Kind.SNIPPET) {
            return Problem.everywhere(message);
        }
        int at = (int) error.getPosition() - wrapper.snippetStart();
        return Snippet.place(snippet.text().before(), snippet.text().original(at), message);
    }

    private String message(Diagnostic<? extends JavaFileObject> error) {
        var text = error.getMessage(Locale.ENGLISH);
        List<String> kept = new ArrayList<>();
        String symbol = "";
        for (var line : text.split("\n")) {
            var bare = line.strip();
            if (bare.startsWith("symbol:")) {
                symbol = bare.substring("symbol:".length()).strip();
            } else if (!bare.startsWith("location:") && !(bare.startsWith("where ") && bare.contains("$E"))) {
                kept.add(bare);
            } else if (bare.startsWith("location:") && !bare.contains("$E") && !bare.contains("$O")) {
                kept.add("in " + bare.substring("location:".length()).strip());
            }
        }
        var message = clean(String.join("; ", kept).replace(":;", ":"));
        if (!symbol.isEmpty()) {
            message = message.replaceFirst(
                    "cannot find symbol", "cannot find symbol: " + Matcher.quoteReplacement(clean(symbol)));
        }
        return message + hint(symbol);
    }

    private String clean(String text) {
        var out = text;
        int last = levels.all().size() - 1;
        for (int i = 0; i <= last; i++) {
            var real = TypeTexts.afterPackage(levels.all().get(i).type());
            var generated = i == 0 ? wrapper.main() : wrapper.around(i, last);
            for (var name : List.of(
                    generated.replace('$', '.'),
                    generated,
                    dotted(i, last),
                    wrapper.qualified(Wrapper.shadow(i)),
                    i == 0 ? wrapper.simpleMain() : wrapper.around(i),
                    Wrapper.shadow(i))) {
                out = out.replaceAll(Pattern.quote(name) + "(<[\\w,? ]*>)?(?![\\w$])", Matcher.quoteReplacement(real));
            }
            out = out.replace(Wrapper.self(i), i == 0 ? "this" : real + ".this");
        }
        if (!host.packageName().isEmpty()) {
            out = out.replace(host.packageName() + ".$T", "$T");
        }
        return PACKAGE.matcher(out.replaceAll("\\$T\\d+\\.", "").replace(Snippet.LAST, "_"))
                .replaceAll("");
    }

    private String dotted(int level, int last) {
        var name = new StringBuilder();
        for (int i = last; i >= level; i--) {
            name.append(i == last ? "" : ".").append(i == 0 ? wrapper.simpleMain() : wrapper.around(i));
        }
        return wrapper.qualified(name.toString());
    }

    /** {@return what to know about a name that only seems to be there} */
    private String hint(String symbol) {
        var words = symbol.split("[ (]");
        if (words.length < 2 || !(words[0].equals("variable") || words[0].equals("method"))) {
            return "";
        }
        for (var level : levels.all()) {
            if (!level.hasInstance() && declares(level.type(), words[1])) {
                var name = TypeTexts.afterPackage(level.type());
                return level.lost()
                        ? "; it is a member of " + name + ", but the compiler left out the way there from "
                                + TypeTexts.afterPackage(levels.all().getFirst().type())
                        : "; it is a member of " + name + ", but there is no this in this frame";
            }
        }
        return "";
    }

    private static boolean declares(Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (var field : c.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return true;
                }
            }
            for (var method : c.getDeclaredMethods()) {
                if (method.getName().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
