package vinelake.city;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** How a department writes a day. */
enum DateStyle {
    /** 2020-07-01 */
    ISO("-", "-", "", 2),
    /** 20200701 */
    COMPACT("", "", "", 2),
    /** 2020/7/1 */
    SLASHED("/", "/", "", 1),
    /** 2020年7月1日 */
    CHINESE("年", "月", "日", 1);

    private final String afterYear;
    private final String afterMonth;
    private final String afterDay;
    private final int digits;

    DateStyle(String afterYear, String afterMonth, String afterDay, int digits) {
        this.afterYear = afterYear;
        this.afterMonth = afterMonth;
        this.afterDay = afterDay;
        this.digits = digits;
    }

    String text(LocalDate day) {
        return text(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /** A day that the calendar does not have: the 30th of February, the 31st of a short month or the 13th month. */
    String impossible(int year, Dice dice) {
        if (dice.chance(0.3)) {
            return text(year, 13, dice.between(1, 28));
        }
        YearMonth month = YearMonth.of(year, dice.pick(List.of(2, 4, 6, 9, 11)));
        return text(year, month.getMonthValue(), month.lengthOfMonth() + 1 + (month.getMonthValue() == 2 ? 1 : 0));
    }

    private String text(int year, int month, int day) {
        return year + afterYear + Codes.padded(month, digits) + afterMonth + Codes.padded(day, digits) + afterDay;
    }
}
