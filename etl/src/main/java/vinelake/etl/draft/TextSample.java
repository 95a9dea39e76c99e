package vinelake.etl.draft;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.Dates;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.etl.text.TextFile;
import vinelake.etl.text.TextRecords;
import vinelake.etl.text.TextRecords.Found;
import vinelake.etl.text.UnreadableFileException;

/** Delimited text: how it is written, told from the first records of its first file. */
final class TextSample {

    /** So many records tell how a file is written. */
    private static final int FIRST = 500;

    /** A blank last: dates with times and names of people have blanks in them. */
    private static final String DELIMITERS = "\t,|;^ ";

    private static final int MOST_TITLE_ROWS = 5;
    private static final double MOST = 0.9;
    private static final double MANY = 0.6;

    /** Text that no line has: then a line is one field. */
    private static final char NOWHERE = '\u001F';

    private static final Configuration LOCAL = new Configuration(false);

    private final List<Path> files;
    private final ZoneId zone;
    private final List<String> doubts = new ArrayList<>();

    private TextSample(List<Path> files, ZoneId zone) {
        this.files = files;
        this.zone = zone;
    }

    /**
     * @param files of one dataset, written alike
     * @throws UnreadableFileException when no way to split the first file into records was found
     */
    static Sample of(List<Path> files, ZoneId zone) throws IOException {
        return new TextSample(files, zone).sample();
    }

    private Sample sample() throws IOException {
        var charset = CharsetGuess.of(files.get(0));
        if (!charset.isSure()) {
            doubts.add("字符集不能确定，暂按 %s：请向部门核实".formatted(charset.charset().name()));
        }
        var split = split(charset.charset());
        var rows = split.rows();
        int title = titleRows(rows, split.width());
        boolean hasHeader = rows.size() > title && isHeader(rows, title);
        if (title > 0) {
            doubts.add("文件开头有 %d 行不是表头（标题或说明）：请部门去掉，或在服务器设置中说明".formatted(title));
        }
        var header = hasHeader ? rows.get(title).fields() : List.<String>of();
        if (!hasHeader) {
            doubts.add("文件没有表头，各列按位置 #1、#2 …… 取用：请核对列名");
        }
        var format = new TextFormat(charset.charset(), split.delimiter(), split.quote(), hasHeader && title == 0);
        var settings = new LinkedHashMap<String, String>();
        settings.put("charset", charset.charset().name());
        settings.put("delimiter", YamlText.quoted(String.valueOf(split.delimiter())));
        settings.put("quote", YamlText.quoted(split.quote().map(String::valueOf).orElse("")));
        if (!hasHeader) {
            settings.put("header", "absent");
        }
        int skipped = hasHeader && title > 0 ? title + 1 : title;
        return new Sample(
                "csv",
                settings,
                header,
                hasHeader ? header.size() : split.width(),
                doubts,
                goesOn -> each(format, skipped, goesOn));
    }

    private void each(TextFormat format, int skipped, Predicate<Sample.Row> goesOn) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            int file = i;
            int[] ahead = {skipped};
            boolean[] isWanted = {true};
            TextRecords.each(textFile(files.get(i), format), LOCAL, found -> {
                if (ahead[0] > 0) {
                    ahead[0]--;
                    return true;
                }
                isWanted[0] = goesOn.test(new Sample.Row(file, found.fields(), found.isWhole()));
                return isWanted[0];
            });
            if (!isWanted[0]) {
                return;
            }
        }
    }

    private static TextFile textFile(Path file, TextFormat format) {
        return TextFile.of(file.getFileName().toString(), file.toUri(), format);
    }

    /**
     * A way to split the file, and what comes of it.
     *
     * @param width the number of fields that most rows have
     * @param share of the rows that have as many
     */
    private record Split(char delimiter, Optional<Character> quote, List<Found> rows, int width, double share) {}

    private Split split(Charset charset) throws IOException {
        var quotes = List.of(Optional.of('"'), Optional.of('\''), Optional.<Character>empty());
        for (double least : new double[] {MOST, MANY}) {
            Optional<Split> best = Optional.empty();
            for (char delimiter : DELIMITERS.toCharArray()) {
                for (var quote : quotes) {
                    var split = trySplit(charset, delimiter, quote);
                    if (split.isEmpty()
                            || split.get().width() < 2
                            || split.get().share() < least) {
                        continue;
                    }
                    boolean isFirstBlank = delimiter == ' ' && best.isPresent();
                    if (!isFirstBlank
                            && (best.isEmpty()
                                    || split.get().width() > best.get().width())) {
                        best = split;
                    }
                    break;
                }
            }
            if (best.isPresent()) {
                if (least < MOST) {
                    doubts.add("约 %.0f%% 的行字段数不是 %d：这些行会被隔离"
                            .formatted(
                                    100 * (1 - best.get().share()), best.get().width()));
                }
                return best.get();
            }
        }
        return lines(charset);
    }

    /** Every line as one field. */
    private Split lines(Charset charset) throws IOException {
        var comma = trySplit(charset, ',', Optional.of('"'));
        boolean isOneColumn =
                comma.filter(split -> split.width() == 1 && split.share() == 1).isPresent();
        if (!isOneColumn
                || comma.get().rows().stream().filter(this::isListOfNumbers).count() * 2
                        > comma.get().rows().size()) {
            doubts.add("各行的字段数不同，不是表格：整行作为一列文本");
        }
        if (isOneColumn) {
            return comma.get();
        }
        return trySplit(charset, NOWHERE, Optional.empty())
                .orElseThrow(() -> new IllegalStateException("lines can always be read: " + files.get(0)));
    }

    private boolean isListOfNumbers(Found row) {
        var parts = row.fields().get(0).strip().split("[ \t;|]+", -1);
        return parts.length > 1 && Arrays.stream(parts).allMatch(part -> Numbers.parse(part) != null);
    }

    /** @return empty where the text cannot be split so, or a quote within a field says that it is none */
    private Optional<Split> trySplit(Charset charset, char delimiter, Optional<Character> quote) throws IOException {
        var format = new TextFormat(charset, delimiter, quote, false);
        var rows = new ArrayList<Found>();
        try {
            TextRecords.each(textFile(files.get(0), format), LOCAL, found -> {
                rows.add(found);
                return rows.size() < FIRST;
            });
            // A quote that opens far below would be met only by the ingest.
            if (quote.isPresent()) {
                TextRecords.each(textFile(files.get(0), format), LOCAL, found -> true);
            }
        } catch (UnreadableFileException e) {
            return Optional.empty();
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: the file is empty. Allowed: a file with rows".formatted(files.get(0)));
        }
        if (quote.filter(q -> q == '\'').isPresent() && rows.stream().noneMatch(row -> hasQuoted(row, format))) {
            return Optional.empty();
        }
        long torn =
                quote.isEmpty() ? 0 : rows.stream().filter(row -> isTorn(row)).count();
        if (torn > rows.size() / 20) {
            return Optional.empty();
        }
        var counts = new HashMap<Integer, Integer>();
        rows.forEach(row -> counts.merge(row.fields().size(), 1, Integer::sum));
        int width = counts.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        return Optional.of(new Split(delimiter, quote, rows, width, (double) counts.get(width) / rows.size()));
    }

    private static boolean hasQuoted(Found row, TextFormat format) {
        // The reader has taken the quotes away: what is left tells nothing, so only text with the delimiter in it
        // counts.
        return row.fields().stream().anyMatch(field -> field.indexOf(format.delimiter()) >= 0);
    }

    private static boolean isTorn(Found row) {
        return !row.isWhole() && row.fields().stream().noneMatch(field -> field.indexOf('\uFFFD') >= 0);
    }

    /** Rows before the table that have only their first field: a title, a remark. */
    private static int titleRows(List<Found> rows, int width) {
        int title = 0;
        while (title < Math.min(rows.size(), MOST_TITLE_ROWS) && isTitle(rows.get(title), width)) {
            title++;
        }
        return title < Math.min(rows.size(), MOST_TITLE_ROWS) ? title : 0;
    }

    private static boolean isTitle(Found row, int width) {
        return width > 2 && filled(row) == 1 && Texts.strip(row.fields().get(0)) != null;
    }

    private static long filled(Found row) {
        return row.fields().stream().filter(field -> Texts.strip(field) != null).count();
    }

    /**
     * Whether the row names the columns: it has names that differ, none of which is a number, a date or a value that its
     * column has again, and something below tells it from the rows.
     */
    private boolean isHeader(List<Found> rows, int at) {
        var names = rows.get(at).fields();
        var seen = new HashSet<String>();
        long filled = names.stream().filter(name -> Texts.strip(name) != null).count();
        boolean areKnown = filled > 0
                && names.stream().filter(name -> Texts.strip(name) != null).allMatch(Terms::isKnown);
        if (rows.size() == at + 1) {
            return areKnown;
        }
        if (filled * 2 < names.size() && !areKnown) {
            return false;
        }
        boolean isTold = false;
        for (int i = 0; i < names.size(); i++) {
            var name = Texts.strip(names.get(i));
            if (name == null) {
                continue;
            }
            if (!seen.add(name) && !Terms.isKnown(name)) {
                return false;
            }
            if (isValue(name)) {
                return false;
            }
            int column = i;
            var below = rows.subList(at + 1, rows.size()).stream()
                    .filter(row -> row.fields().size() > column)
                    .map(row -> Texts.strip(row.fields().get(column)))
                    .filter(text -> text != null && !NullWords.isCandidate(text))
                    .toList();
            if (below.contains(name)) {
                return false;
            }
            isTold |= Terms.isKnown(name)
                    || (!below.isEmpty() && below.stream().allMatch(this::isValue))
                    || (isAsciiName(name) && below.stream().anyMatch(text -> !isAsciiName(text)));
        }
        return isTold;
    }

    private static boolean isAsciiName(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_ .()/%-]*");
    }

    private boolean isValue(String text) {
        return Numbers.parse(text) != null || Dates.parse(text, zone) != null;
    }
}
