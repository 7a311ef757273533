package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MethodLinesTest {
    private static final List<String> SOURCE = """
            package demo;

            /** Has { braces. */
            class Clock {
                static int count;

                static {
                    count = 1;
                }

                @Deprecated
                Clock(
                        int hour) {
                    set(hour);
                }

                int tick() { return tick(1); }

                int tick(int by) {
                    if (by > 0) {
                        run(() -> {
                            tick(by - 1);
                        });
                    } else {
                        while (tick() > 0) {
                            count++;
                        }
                    }
                    return new Object() {
                        int value() {
                            return 3;
                        }
                    }.value();
                }
            }
            """.lines().toList();

    private static String lines(String type, String method, int line) {
        var lines = MethodLines.of(SOURCE, new StackTraceElement(type, method, "Clock.java", line));
        return lines.first() + "-" + lines.last();
    }

    @Test
    void aMethodGoesFromItsHeadToItsBrace() {
        assertEquals("19-34", lines("demo.Clock", "tick", 20));
        assertEquals("19-34", lines("demo.Clock", "tick", 26));
        assertEquals("19-34", lines("demo.Clock", "tick", 33));
    }

    @Test
    void aMethodOnOneLineIsThatLine() {
        assertEquals("17-17", lines("demo.Clock", "tick", 17));
    }

    @Test
    void aLambdaIsShownWithItsMethod() {
        assertEquals("19-34", lines("demo.Clock", "lambda$tick$0", 22));
    }

    @Test
    void constructorsAndInitializersAreFound() {
        assertEquals("11-15", lines("demo.Clock", "<init>", 14));
        assertEquals("7-9", lines("demo.Clock", "<clinit>", 8));
    }

    @Test
    void aMethodOfAnAnonymousClassIsItsOwn() {
        assertEquals("30-32", lines("demo.Clock$1", "value", 31));
    }

    @Test
    void whereNothingFitsItIsTheLine() {
        assertEquals("5-5", lines("demo.Clock", "<clinit>", 5));
        assertEquals("31-31", lines("demo.Clock", "other", 31));
        assertEquals("35-35", lines("demo.Clock", "other", 99));
    }
}
