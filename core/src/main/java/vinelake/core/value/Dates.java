package vinelake.core.value;

import java.time.LocalDate;
import java.time.ZoneId;

/** Days. */
public final class Dates {

    /**
     * Reads {@code 2020-07-01}, {@code 2020/7/1}, {@code 2020.7.1}, {@code 20200701}, {@code 2020年7月1日}, and every
     * form of {@link Timestamps#parse} that is the first moment of a day in the zone: {@code 2020-07-01 00:00:00}, epoch
     * milliseconds of 13 digits. A later time of the day makes the text a moment and no date.
     *
     * @param zone where the department keeps its clock; it matters only where the text names an instant
     * @return null when the text is no date, the date does not exist or its year is outside 1900 to 2199
     */
    public static LocalDate parse(String text, ZoneId zone) {
        Moment moment = Moment.read(text);
        return moment == null ? null : moment.day(zone);
    }

    /**
     * The date as Spark counts it.
     *
     * @return days since 1970-01-01; null as {@link #parse}
     */
    public static Integer epochDay(String text, ZoneId zone) {
        LocalDate date = parse(text, zone);
        return date == null ? null : Math.toIntExact(date.toEpochDay());
    }

    private Dates() {}
}
