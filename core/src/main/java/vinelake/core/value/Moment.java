package vinelake.core.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as it is written.
 *
 * @param offset from UTC where the text names it; null where the text gives local time
 */
record Moment(LocalDateTime wall, ZoneOffset offset) {

    /** Departments keep no record of the time before, and a year beyond is a slip of the pen. */
    private static final int FIRST_YEAR = 1900;

    private static final int LAST_YEAR = 2199;

    /** Nearly all moments of a delivery have one of these shapes: they are spared the patterns. 0 is any digit. */
    private static final String DATE_SHAPE = "0000-00-00";

    private static final String TIME_SHAPE = "0000-00-00 00:00:00";
    private static final String MARKS = "-/.";

    private static final Pattern DATE =
            Pattern.compile("(?<year>\\d{4})(?:(?<mark>[" + MARKS + "])(?<month>\\d{1,2})\\k<mark>(?<day>\\d{1,2})"
                    + "|年(?<monthZh>\\d{1,2})月(?<dayZh>\\d{1,2})日)(?<time>.*)");

    private static final Pattern TIME = Pattern.compile(
            "(?: +|T)(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,9}))?)?"
                    + "(?<offset>Z|[+-]\\d{2}:?\\d{2})?"
                    + "| *(?<hourZh>\\d{1,2})时(?<minuteZh>\\d{1,2})分(?:(?<secondZh>\\d{1,2})秒)?");

    /** Reads every form; null when the text is no point in time. */
    static Moment read(String text) {
        String stripped = Texts.strip(text);
        if (stripped == null) {
            return null;
        }
        String written = Texts.halfWidth(stripped);
        try {
            return isDigits(written) ? ofDigits(written) : ofMarked(written);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    /** The day of which this is the first moment on the zone's clock; null when there is none from 1900 to 2199. */
    LocalDate day(ZoneId zone) {
        LocalDateTime there = offset == null ? wall : at(zone).toLocalDateTime();
        LocalDate day = there.toLocalDate();
        boolean isFirst = offset == null
                ? wall.toLocalTime().equals(LocalTime.MIDNIGHT)
                : at(zone).toInstant().equals(day.atStartOfDay(zone).toInstant());
        return isFirst && isKept(day.getYear()) ? day : null;
    }

    /** The instant on the zone's clock; null when its year there is outside 1900 to 2199. */
    Instant instant(ZoneId zone) {
        ZonedDateTime there = at(zone);
        return isKept(there.getYear()) ? there.toInstant() : null;
    }

    private ZonedDateTime at(ZoneId zone) {
        return offset == null ? wall.atZone(zone) : wall.atOffset(offset).atZoneSameInstant(zone);
    }

    private static boolean isKept(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    private static Moment ofDigits(String digits) {
        return switch (digits.length()) {
            case 8 -> local(digits);
            case 13 -> digits.charAt(0) == '0' ? null : ofEpochMilli(Long.parseLong(digits));
            case 14 ->
                local(
                        digits.substring(0, 8),
                        digits.substring(8, 10),
                        digits.substring(10, 12),
                        digits.substring(12, 14),
                        "");
            default -> null;
        };
    }

    private static Moment ofEpochMilli(long millis) {
        return new Moment(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC), ZoneOffset.UTC);
    }

    private static Moment ofMarked(String text) {
        if (hasShape(text, DATE_SHAPE)) {
            return new Moment(fullDate(text).atStartOfDay(), null);
        }
        if (hasShape(text, TIME_SHAPE)) {
            return new Moment(
                    fullDate(text).atTime(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19)), null);
        }
        return ofForm(text);
    }

    private static boolean hasShape(String text, String shape) {
        if (text.length() != shape.length() || text.charAt(4) != text.charAt(7)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = switch (shape.charAt(i)) {
                case '0' -> c >= '0' && c <= '9';
                case '-' -> MARKS.indexOf(c) >= 0;
                default -> c == shape.charAt(i);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Moment ofForm(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return null;
        }
        String day = date.group("year")
                + twoDigits(either(date, "month", "monthZh"))
                + twoDigits(either(date, "day", "dayZh"));
        if (date.group("time").isEmpty()) {
            return local(day);
        }
        Matcher time = TIME.matcher(date.group("time"));
        if (!time.matches()) {
            return null;
        }
        Moment local = local(
                day,
                either(time, "hour", "hourZh"),
                either(time, "minute", "minuteZh"),
                either(time, "second", "secondZh"),
                either(time, "fraction", "fraction"));
        String offset = time.group("offset");
        return local == null || offset == null ? local : new Moment(local.wall(), ZoneOffset.of(offset));
    }

    private static Moment local(String day) {
        return new Moment(date(day).atStartOfDay(), null);
    }

    // The lake counts in microseconds: a finer fraction would be cut, unless it is made of zeros.
    private static Moment local(String day, String hour, String minute, String second, String fraction) {
        int nanos = number((fraction + "000000000").substring(0, 9));
        if (nanos % 1_000 != 0) {
            return null;
        }
        return new Moment(date(day).atTime(number(hour), number(minute), number(second), nanos), null);
    }

    private static LocalDate date(String day) {
        return LocalDate.of(number(day, 0, 4), number(day, 4, 6), number(day, 6, 8));
    }

    private static LocalDate fullDate(String text) {
        return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    }

    private static String either(Matcher matcher, String group, String other) {
        String found = matcher.group(group) == null ? matcher.group(other) : matcher.group(group);
        return found == null ? "" : found;
    }

    private static String twoDigits(String text) {
        return text.length() == 1 ? "0" + text : text;
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
