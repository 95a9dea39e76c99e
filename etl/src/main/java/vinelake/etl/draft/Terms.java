package vinelake.etl.draft;

import com.ibm.icu.text.Transliterator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** English names in snake_case for what departments call their columns and files. */
final class Terms {

    private static final Map<String, String> ENGLISH = read();
    private static final int LONGEST =
            ENGLISH.keySet().stream().mapToInt(String::length).max().orElseThrow();
    private static final int LONGEST_NAME = 48;

    /** Columns that the lake adds, and words that would have to be quoted in every rule. */
    private static final Set<String> TAKEN = Set.of(
            "delivery_id",
            "file",
            "line_number",
            "byte_offset",
            "as_of_date",
            "received_at",
            "row_hash",
            "is_ended",
            "date",
            "time",
            "year",
            "month",
            "from",
            "to",
            "order",
            "group",
            "select",
            "where",
            "end",
            "start",
            "is",
            "default",
            "number",
            "count",
            "case",
            "when",
            "then",
            "else",
            "not",
            "and",
            "or",
            "in",
            "between",
            "like",
            "table",
            "column",
            "user",
            "all",
            "any",
            "some",
            "true",
            "false",
            "null",
            "timestamp",
            "day",
            "hour");

    private static final Pattern UNIT = Pattern.compile("[(\\[]([^()\\[\\]]*)[)\\]]\\s*$");

    private static final Map<String, String> UNITS = Map.of(
            "元", "cny", "人民币", "cny", "万元", "wan_cny", "亿元", "yi_cny", "%", "percent", "人", "persons", "天", "days",
            "千瓦时", "kwh", "吨", "tons", "平方米", "m2");

    /** Made on first use: it takes a second. */
    private static final class Pinyin {
        private static final Transliterator TO_LATIN = Transliterator.getInstance("Han-Latin; Latin-ASCII");
    }

    /** Whether it is a name that departments give to columns. */
    static boolean isKnown(String header) {
        var name = plain(header);
        return ENGLISH.containsKey(name)
                || (name.length() >= 2
                        && name.length() <= 24
                        && name.codePoints().allMatch(Terms::isHan)
                        && areKnown(name));
    }

    /**
     * A name for each header, no two alike.
     *
     * @param headers blank where a column has none
     */
    static List<String> columns(List<String> headers) {
        var taken = new HashSet<String>();
        return java.util.stream.IntStream.range(0, headers.size())
                .mapToObj(i -> unique(column(headers.get(i), i), taken))
                .toList();
    }

    private static String unique(String name, Set<String> taken) {
        var free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    private static String column(String header, int index) {
        var name = snake(header);
        if (name.isEmpty()) {
            return "column_" + (index + 1);
        }
        return TAKEN.contains(name) ? name + "_value" : name;
    }

    /** Letters a to z, digits and _, beginning with a letter; empty where the text has nothing to name. */
    static String snake(String text) {
        var normal = plain(text);
        Matcher unit = UNIT.matcher(normal);
        var suffix = "";
        if (unit.find() && UNITS.containsKey(unit.group(1))) {
            suffix = "_" + UNITS.get(unit.group(1));
            normal = normal.substring(0, unit.start());
        }
        var english = new StringBuilder();
        var han = new StringBuilder();
        normal.codePoints().forEach(c -> {
            if (isHan(c)) {
                han.appendCodePoint(c);
            } else {
                flush(han, english);
                english.appendCodePoint(c);
            }
        });
        flush(han, english);
        var name = english.toString()
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        if (name.isEmpty()) {
            return "";
        }
        if (!Character.isLetter(name.charAt(0))) {
            name = "n_" + name;
        }
        if (name.length() > LONGEST_NAME) {
            int word = name.lastIndexOf('_', LONGEST_NAME);
            name = name.substring(0, word > 0 ? word : LONGEST_NAME);
        }
        return name + suffix;
    }

    private static void flush(StringBuilder han, StringBuilder english) {
        if (!han.isEmpty()) {
            english.append('_').append(words(han.toString())).append('_');
            han.setLength(0);
        }
    }

    /** The words of Chinese text in English, the longest first from the left, and in pinyin where one is not known. */
    private static String words(String han) {
        var words = new ArrayList<String>();
        var unknown = new StringBuilder();
        for (int at = 0; at < han.length(); ) {
            int end = wordEnd(han, at);
            if (end == at) {
                unknown.append(han.charAt(at++));
                continue;
            }
            spell(unknown, words);
            words.add(ENGLISH.get(han.substring(at, end)));
            at = end;
        }
        spell(unknown, words);
        return String.join("_", words);
    }

    private static void spell(StringBuilder unknown, List<String> words) {
        if (!unknown.isEmpty()) {
            words.add(Pinyin.TO_LATIN.transliterate(unknown.toString()).replace(' ', '_'));
            unknown.setLength(0);
        }
    }

    /** @return the start where no known word begins there */
    private static int wordEnd(String han, int start) {
        int end = Math.min(han.length(), start + LONGEST);
        while (end > start && !ENGLISH.containsKey(han.substring(start, end))) {
            end--;
        }
        return end;
    }

    private static boolean areKnown(String han) {
        for (int at = 0; at < han.length(); ) {
            int end = wordEnd(han, at);
            if (end == at) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static boolean isHan(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    /** In one width, without blanks at the ends and within. */
    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replaceAll("[\\s\\uFEFF]+", " ")
                .strip();
    }

    private static Map<String, String> read() {
        try (var in = new BufferedReader(
                new InputStreamReader(Terms.class.getResourceAsStream("terms.tsv"), StandardCharsets.UTF_8))) {
            var english = new HashMap<String, String>();
            in.lines().forEach(line -> {
                int tab = line.indexOf('\t');
                english.put(line.substring(0, tab), line.substring(tab + 1));
            });
            return Map.copyOf(english);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Terms() {}
}
