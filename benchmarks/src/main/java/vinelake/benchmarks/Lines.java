package vinelake.benchmarks;

import java.util.Locale;

/** A report in words, line by line; figures look the same in every locale. */
public final class Lines {

    private final StringBuilder text = new StringBuilder();

    public void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
