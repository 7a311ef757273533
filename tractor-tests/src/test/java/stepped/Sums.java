package stepped;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.List;

/** Calls, loops, lambdas that are called back, and errors. */
public final class Sums {
    private static int calls;

    private Sums() {}

    static int half(int number) {
        calls++;
        int half = number / 2;
        return half;
    }

    static void twice(int number) {
        number = number * 2;
        System.out.println("twice is " + number);
    }

    static int inverse(int number) {
        int ten = 10;
        return ten / number;
    }

    static int guarded(int number) {
        try {
            return inverse(number);
        } catch (ArithmeticException e) {
            int none = -1;
            return none;
        }
    }

    static int work(List<Integer> numbers) throws Exception {
        Tractor.breakpoint();
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        int half = half(sum);
        twice(half);
        numbers.forEach(number -> {
            System.out.println("number " + number);
        });
        int limited = CancelScope.failAfter(Duration.ofSeconds(30), () -> {
            int inside = half + 1;
            return inside;
        });
        int inverse = guarded(0);
        return sum + half + limited + inverse;
    }

    public static void main(String[] arguments) throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork("work", () -> work(List.of(3, 4, 5)));
            int result = task.join();
            System.out.println("result " + result + ", calls " + calls);
        } catch (RuntimeException e) {
            System.out.println("failed with " + e.getCause());
        }
    }
}
