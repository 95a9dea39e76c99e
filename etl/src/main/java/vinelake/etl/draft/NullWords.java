package vinelake.etl.draft;

import java.util.Set;

/** Words that departments write where there is no value. */
final class NullWords {

    private static final Set<String> PLAIN = Set.of(
            "NULL", "null", "Null", "\\N", "N/A", "n/a", "#N/A", "NaN", "nan", "<NA>", "None", "-", "--", "---", "—",
            "——", "/");

    /** They may be values, too: 有/无, a country's code. */
    private static final Set<String> DOUBTFUL = Set.of("无", "暂无", "空", "未填", "未填写", "不详", "无数据", "NA", "na");

    static boolean isCandidate(String text) {
        return PLAIN.contains(text) || DOUBTFUL.contains(text);
    }

    /** Whether it means "no value" wherever it stands. */
    static boolean isPlain(String text) {
        return PLAIN.contains(text);
    }

    private NullWords() {}
}
