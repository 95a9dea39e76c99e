package vinelake.core.value;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Moments, to the microsecond. */
public final class Timestamps {

    /**
     * Reads a date in any form of {@link Dates#parse} (its first moment), with a time {@code 9:05}, {@code 09:05:00},
     * {@code 09:05:00.123456} or {@code 9时5分0秒} after a blank or T; {@code 20200701090500}; an ISO 8601 offset from UTC
     * after the time; epoch milliseconds of 13 digits.
     *
     * @param zone of local time. A local time that the zone skipped moves forward by what was skipped; of one that
     *     occurred twice the first is taken
     * @return null when the text is no moment, it does not exist, is finer than microseconds or outside the years 1900 to
     *     2199
     */
    public static Instant parse(String text, ZoneId zone) {
        Moment moment = Moment.read(text);
        return moment == null ? null : moment.instant(zone);
    }

    /**
     * The moment as Spark counts it.
     *
     * @return microseconds since 1970-01-01T00:00Z; null as {@link #parse}
     */
    public static Long micros(String text, ZoneId zone) {
        Instant instant = parse(text, zone);
        return instant == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private Timestamps() {}
}
