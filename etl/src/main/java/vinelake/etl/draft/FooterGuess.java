package vinelake.etl.draft;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vinelake.core.value.Dates;
import vinelake.core.value.Numbers;

/**
 * Which of a file's last rows are no records: totals, who made the table, remarks.
 *
 * @param rows how many
 * @param beginnings by which the ingest knows them
 */
record FooterGuess(int rows, List<String> beginnings) {

    static final FooterGuess NONE = new FooterGuess(0, List.of());

    /** So many rows tell where a footer begins. */
    static final int MOST = 10;

    /** A row that is as full as the others is one of totals only where it says nothing else. */
    private static final Pattern TOTAL =
            Pattern.compile("(?i)(?:本页|本表)?(?:合\\s*计|总\\s*计|小\\s*计|共\\s*计|grand total|total|sum)\\s*[:：]?");

    private static final Pattern WORDS = Pattern.compile(
            "(?i)合\\s*计|总\\s*计|小\\s*计|共\\s*计|制表|填表|填报|审核|复核|单位负责人|经办|打印|导出|备注|说明|注[:：]|数据来源|截至|以上|total|grand total|source|note|generated|exported|end of");

    private static final int SHORTEST = 2;

    /** A sentence, where all that stands in its column is shorter by half. */
    private static final int SENTENCE = 8;

    /**
     * @param last rows of the file, in order; one more than {@link #MOST} where there are more
     * @param others rows that tell what a record looks like
     * @param place a row's text, where the ingest compares it with the beginnings
     */
    static FooterGuess of(
            List<List<String>> last,
            List<List<String>> others,
            int width,
            ZoneId zone,
            Function<List<String>, String> place) {
        boolean haveNarrow = haveNarrow(others, width);
        var beginnings = new LinkedHashSet<String>();
        int footer = 0;
        while (footer < Math.min(last.size() - 1, MOST)) {
            var row = last.get(last.size() - 1 - footer);
            var beginning = beginning(row, others, width, haveNarrow, zone, place);
            if (beginning.isEmpty()) {
                break;
            }
            beginnings.add(beginning);
            footer++;
        }
        if (footer == 0 || footer == MOST) {
            return NONE;
        }
        var record = place.apply(last.get(last.size() - 1 - footer));
        // Else the last record would go with them.
        return beginnings.stream().anyMatch(record::startsWith)
                ? NONE
                : new FooterGuess(footer, List.copyOf(beginnings));
    }

    /** Whether rows between the first and the last full one have few values. */
    private static boolean haveNarrow(List<List<String>> rows, int width) {
        var full = new ArrayList<Integer>();
        for (int i = 0; i < rows.size(); i++) {
            if (!isNarrow(rows.get(i), width)) {
                full.add(i);
            }
        }
        return full.isEmpty() || full.get(full.size() - 1) - full.get(0) + 1 > full.size();
    }

    private static boolean isNarrow(List<String> row, int width) {
        return 2 * HeaderGuess.filled(row) < width;
    }

    /** @return blank where the row is a record */
    private static String beginning(
            List<String> row,
            List<List<String>> others,
            int width,
            boolean haveNarrow,
            ZoneId zone,
            Function<List<String>, String> place) {
        var text = HeaderGuess.first(row);
        var before = place.apply(row);
        before = before.substring(0, Math.max(0, before.indexOf(text)));
        if (TOTAL.matcher(text).matches()) {
            return before + text;
        }
        boolean isShort = row.size() < width || 2 * HeaderGuess.filled(row) <= width;
        Matcher word = WORDS.matcher(text);
        if (isShort && word.lookingAt()) {
            return before + word.group();
        }
        boolean isStranger = isNarrow(row, width) && !haveNarrow && width > 2 && !isLikeARecord(row, others);
        boolean isValue = Numbers.parse(text) != null || Dates.parse(text, zone) != null;
        if (!isStranger || isValue) {
            return "";
        }
        var beginning = HeaderGuess.beginning(text).split("\\s", 2)[0];
        // A contract is no place for somebody's name.
        boolean isPersonal = PersonalText.isPersonName(beginning) || PersonalText.isWithin(beginning);
        return beginning.length() < SHORTEST || isPersonal ? "" : before + beginning;
    }

    /** A last record with few values, or one that is cut off, must not get lost. */
    private static boolean isLikeARecord(List<String> row, List<List<String>> others) {
        var text = HeaderGuess.first(row);
        int longest = HeaderGuess.beside(row, others).stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return HeaderGuess.isLikeOthers(row, others) && (text.length() < SENTENCE || text.length() <= 2 * longest);
    }
}
