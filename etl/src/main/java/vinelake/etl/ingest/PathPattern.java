package vinelake.etl.ingest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The pattern of a contract's files below the landing folder: {@code *} stands for any text within a name,
 * {@code {as_of_date}} for the date that the file speaks for.
 */
final class PathPattern {

    private static final String DATE = "{as_of_date}";
    private static final String DATE_REGEX = "(?<asOf>\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}-\\d{2}|\\d{6})";

    private final Pattern regex;
    private final boolean isDated;
    private final List<Pattern> names;

    private PathPattern(Pattern regex, boolean isDated, List<Pattern> names) {
        this.regex = regex;
        this.isDated = isDated;
        this.names = names;
    }

    static PathPattern of(String pattern) {
        return new PathPattern(
                regex(pattern),
                pattern.contains(DATE),
                Arrays.stream(pattern.split("/")).map(PathPattern::regex).toList());
    }

    private static Pattern regex(String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            if (pattern.startsWith(DATE, i)) {
                regex.append(DATE_REGEX);
                i += DATE.length();
            } else {
                char c = pattern.charAt(i);
                regex.append(c == '*' ? "[^/]*" : Pattern.quote(String.valueOf(c)));
                i++;
            }
        }
        return Pattern.compile(regex.toString());
    }

    boolean matches(String path) {
        return regex.matcher(path).matches();
    }

    /** Whether a file or folder is one that the pattern names, or lies on the way to it. */
    boolean reaches(String path) {
        if (path.isEmpty()) {
            return true;
        }
        var parts = path.split("/");
        return parts.length <= names.size()
                && IntStream.range(0, parts.length)
                        .allMatch(i -> names.get(i).matcher(parts[i]).matches());
    }

    /** The date in the path; empty where the pattern has none, or where it is no date of the calendar. */
    Optional<LocalDate> asOfDate(String path) {
        var matcher = regex.matcher(path);
        if (!isDated || !matcher.matches()) {
            return Optional.empty();
        }
        var text = matcher.group("asOf").replace("-", "");
        try {
            return Optional.of(
                    text.length() == 8
                            ? LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE)
                            : YearMonth.parse(text, DateTimeFormatter.ofPattern("yyyyMM"))
                                    .atEndOfMonth());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    boolean isDated() {
        return isDated;
    }
}
