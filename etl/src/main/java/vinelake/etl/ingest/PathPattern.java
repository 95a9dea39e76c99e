package vinelake.etl.ingest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pattern of a contract's files below the landing folder: {@code *} stands for any text within a name,
 * {@code {as_of_date}} for the date that the file speaks for.
 */
final class PathPattern {

    private static final String DATE = "{as_of_date}";
    private static final String DATE_REGEX = "(?<asOf>\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}-\\d{2}|\\d{6})";

    private final Pattern regex;
    private final boolean isDated;
    private final String folder;

    private PathPattern(Pattern regex, boolean isDated, String folder) {
        this.regex = regex;
        this.isDated = isDated;
        this.folder = folder;
    }

    static PathPattern of(String pattern) {
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
        int firstOpen = pattern.length();
        for (char open : new char[] {'*', '{'}) {
            int at = pattern.indexOf(open);
            firstOpen = at < 0 ? firstOpen : Math.min(firstOpen, at);
        }
        int slash = pattern.lastIndexOf('/', firstOpen);
        return new PathPattern(
                Pattern.compile(regex.toString()),
                pattern.contains(DATE),
                slash < 0 ? "" : pattern.substring(0, slash));
    }

    boolean matches(String path) {
        return regex.matcher(path).matches();
    }

    /** Whether files of the pattern would lie in the folder or below it. */
    boolean reaches(String path) {
        return path.isEmpty() || folder.equals(path) || folder.startsWith(path + "/") || path.startsWith(folder + "/");
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
