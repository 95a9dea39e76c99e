package vinelake.core.hub;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of columns in a SQL expression, as far as they can be told without a SQL parser: enough for arithmetic and
 * CASE over features. Whether the expression is valid is left to Spark.
 */
final class SqlNames {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<skip>'(?:[^'\\\\]|\\\\.|'')*'|"(?:[^"\\\\]|\\\\.)*"|--[^\\n]*|/\\*.*?\\*/|:\\w+|\\.?\\d[\\w.]*)
            |`(?<quoted>[^`]*)`
            |(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)(?<call>\\s*\\()?""", Pattern.COMMENTS | Pattern.DOTALL);

    private static final Set<String> KEYWORDS = Set.of(
            "and",
            "as",
            "asc",
            "between",
            "bigint",
            "boolean",
            "case",
            "date",
            "day",
            "decimal",
            "desc",
            "div",
            "double",
            "else",
            "end",
            "escape",
            "false",
            "from",
            "in",
            "int",
            "interval",
            "is",
            "like",
            "month",
            "not",
            "null",
            "or",
            "rlike",
            "string",
            "then",
            "timestamp",
            "true",
            "when",
            "xor",
            "year");

    /** The names, in lower case, in order. */
    static Set<String> of(String expression) {
        var names = new LinkedHashSet<String>();
        Matcher token = TOKEN.matcher(expression);
        while (token.find()) {
            if (token.group("quoted") != null) {
                names.add(token.group("quoted").toLowerCase(Locale.ROOT));
            } else if (token.group("name") != null && token.group("call") == null) {
                names.add(token.group("name").toLowerCase(Locale.ROOT));
            }
        }
        names.removeAll(KEYWORDS);
        return names;
    }

    private SqlNames() {}
}
