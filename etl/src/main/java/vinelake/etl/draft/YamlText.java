package vinelake.etl.draft;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text as a scalar of YAML that reads as just that text, in a block and in a flow. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile(
            "[\\p{IsHan}A-Za-z][\\p{IsHan}\\p{L}A-Za-z0-9_./（）()、，。；：-]*+(?: [\\p{IsHan}A-Za-z0-9_./（）()-]++)*");

    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    static String of(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text : quoted(text);
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' '
                            || c == '\u007F'
                            || (c >= '\u0080' && c <= '\u00A0')
                            || c == '\u2028'
                            || c == '\u2029'
                            || c == '\uFEFF'
                            || c >= '\uFFFE'
                            || c == '\u0085'
                            || (Character.getType(c) == Character.FORMAT)) {
                        quoted.append("\\u%04X".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    static String list(Collection<String> texts) {
        return texts.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private YamlText() {}
}
