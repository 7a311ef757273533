package dev.tractor.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the JDK writes as JSON: objects become {@link Map}, arrays {@link List}, strings, numbers and truth values
 * {@link String}, null {@code "null"}. Lenient, as the text comes from the JDK.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new Json(text).value();
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        at++;
        while (peek() != '}') {
            var key = string();
            expect(':');
            object.put(key, value());
            comma('}');
        }
        at++;
        return object;
    }

    private List<Object> array() {
        var array = new ArrayList<>();
        at++;
        while (peek() != ']') {
            array.add(value());
            comma(']');
        }
        at++;
        return array;
    }

    private String string() {
        expect('"');
        var string = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> c;
        };
    }

    private String word() {
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return text.substring(from, at);
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            throw unexpected();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected();
        }
        at++;
    }

    private void comma(char end) {
        if (peek() != end) {
            expect(',');
        }
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("cannot read JSON at position " + at + " of " + text.length());
    }
}
