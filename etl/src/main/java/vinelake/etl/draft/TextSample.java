package vinelake.etl.draft;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.etl.ingest.Scratch;
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

    /** A footer lies within so many bytes. */
    private static final int TAIL = 64 << 10;

    private static final double MOST = 0.9;
    private static final double MANY = 0.6;

    /** Text that no line has: then a line is one field. */
    private static final char NOWHERE = '\u001F';

    private static final Configuration LOCAL = new Configuration(false);

    private final List<Piece> pieces;
    private final ZoneId zone;
    private final Scratch scratch;
    private final List<String> notes = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    private TextSample(List<Piece> pieces, ZoneId zone, Scratch scratch) {
        this.pieces = pieces;
        this.zone = zone;
        this.scratch = scratch;
    }

    /**
     * @param pieces of one dataset, written alike
     * @throws UnreadableFileException when no way to split the first file into records was found
     */
    static Sample of(List<Piece> pieces, ZoneId zone, Scratch scratch) throws IOException {
        return new TextSample(pieces, zone, scratch).sample();
    }

    private Sample sample() throws IOException {
        var charset = CharsetGuess.of(pieces.get(0).path());
        if (!charset.isSure()) {
            doubts.add("字符集不能确定，暂按 %s：请向部门核实".formatted(charset.charset().name()));
        }
        var split = split(charset.charset());
        var format = new TextFormat(charset.charset(), split.delimiter(), split.quote(), false);
        var rows = split.rows().stream().map(Found::fields).toList();
        var footers = new LinkedHashSet<String>();
        for (var piece : pieces) {
            var footer = footer(piece, format, split, rows);
            footers.addAll(footer.beginnings());
            if (piece.equals(pieces.get(0)) && rows.size() < FIRST) {
                rows = rows.subList(0, rows.size() - footer.rows());
            }
        }
        format = format.withFooter(List.copyOf(footers));
        var header = HeaderGuess.of(rows, split.width(), zone);
        var title = new LinkedHashSet<>(header.title());
        if (!title.isEmpty()) {
            for (var piece : pieces.subList(1, pieces.size())) {
                title.addAll(HeaderGuess.of(first(piece, format), split.width(), zone)
                        .title());
            }
        }
        seen(header, title, footers);
        var settings = new LinkedHashMap<String, String>();
        settings.put("charset", charset.charset().name());
        settings.put("delimiter", YamlText.quoted(String.valueOf(split.delimiter())));
        settings.put("quote", YamlText.quoted(split.quote().map(String::valueOf).orElse("")));
        around(settings, header.isPresent(), title, footers);
        var read = format.withTitle(List.copyOf(title));
        return new Sample("csv", settings, header.columns(), notes, doubts, goesOn -> each(read, header, goesOn));
    }

    /** Settings of what stands around the rows. */
    static void around(
            Map<String, String> settings, boolean hasHeader, Collection<String> title, Collection<String> footer) {
        if (!hasHeader) {
            settings.put("header", "absent");
        }
        if (!title.isEmpty()) {
            settings.put("title", YamlText.list(title));
        }
        if (!footer.isEmpty()) {
            settings.put("footer", YamlText.list(footer));
        }
    }

    private void seen(HeaderGuess header, Collection<String> title, Collection<String> footers) {
        header.tell(title, notes, doubts);
        if (!footers.isEmpty()) {
            doubts.add("文件末尾以 %s 开头的行不作为记录（footer）：请核对".formatted(String.join("、", footers)));
        }
    }

    private FooterGuess footer(Piece piece, TextFormat format, Split split, List<List<String>> rows)
            throws IOException {
        var last = new ArrayDeque<List<String>>();
        try {
            TextRecords.each(textFile(tail(piece, format), format), LOCAL, found -> {
                last.add(found.fields());
                if (last.size() > FooterGuess.MOST + 1) {
                    last.remove();
                }
                return true;
            });
        } catch (UnreadableFileException tornByTheCut) {
            return FooterGuess.NONE;
        }
        if (last.size() < 2) {
            return FooterGuess.NONE;
        }
        boolean isOfBlanks = Texts.isBlank(split.delimiter());
        return FooterGuess.of(List.copyOf(last), rows, split.width(), zone, row -> line(row, split, isOfBlanks));
    }

    /** A line as the ingest looks for a footer in it: its blanks are taken away, its delimiters are not. */
    private static String line(List<String> row, Split split, boolean isOfBlanks) {
        var delimiters = new StringBuilder();
        for (var field : row) {
            if (Texts.strip(field) != null) {
                return delimiters + Texts.strip(field);
            }
            delimiters.append(isOfBlanks ? "" : split.delimiter());
        }
        return "";
    }

    /** The end of a file, from a line on; all of one whose lines cannot be found in its bytes. */
    private Piece tail(Piece piece, TextFormat format) throws IOException {
        long size = Files.size(piece.path());
        if (size <= TAIL || !textFile(piece, format).isByteWise()) {
            return piece;
        }
        var bytes = new byte[TAIL];
        try (var in = Files.newByteChannel(piece.path())) {
            in.position(size - TAIL);
            IOUtils.readFully(Channels.newInputStream(in), bytes);
        }
        int start = 0;
        while (start < TAIL && bytes[start] != '\n') {
            start++;
        }
        var copy = scratch.newFile();
        Files.write(copy, Arrays.copyOfRange(bytes, Math.min(start + 1, TAIL), TAIL));
        return new Piece(piece.file(), piece.name(), copy);
    }

    private void each(TextFormat format, HeaderGuess header, Predicate<Sample.Row> goesOn) throws IOException {
        for (var piece : pieces) {
            boolean[] isWanted = {true};
            int ahead =
                    piece.equals(pieces.get(0)) ? header.ahead() : header.ahead(first(piece, format), format.title());
            TextRecords.each(withoutFooter(piece, format).withRecordsAhead(ahead), LOCAL, found -> {
                isWanted[0] = goesOn.test(new Sample.Row(piece.file(), found.fields(), found.isWhole()));
                return isWanted[0];
            });
            if (!isWanted[0]) {
                return;
            }
        }
    }

    private TextFile withoutFooter(Piece piece, TextFormat format) throws IOException {
        var file = textFile(piece, format);
        if (format.footer().isEmpty()) {
            return file;
        }
        if (!file.isByteWise()) {
            var copy = scratch.newFile();
            try (var in = file.decoded(LOCAL)) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            file = file.decodedAt(copy.toUri());
        }
        return file.withoutFooter(LOCAL, format.footer());
    }

    private static List<List<String>> first(Piece piece, TextFormat format) throws IOException {
        var rows = new ArrayList<List<String>>();
        TextRecords.each(textFile(piece, format), LOCAL, found -> {
            rows.add(found.fields());
            return rows.size() <= HeaderGuess.MOST_TITLES;
        });
        return rows;
    }

    private static TextFile textFile(Piece piece, TextFormat format) {
        return TextFile.of(piece.name(), piece.path().toUri(), format);
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
                .orElseThrow(() -> new IllegalStateException(
                        "lines can always be read: " + pieces.get(0).name()));
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
            TextRecords.each(textFile(pieces.get(0), format), LOCAL, found -> {
                rows.add(found);
                return rows.size() < FIRST;
            });
            // A quote that opens far below would be met only by the ingest.
            if (quote.isPresent()) {
                TextRecords.each(textFile(pieces.get(0), format), LOCAL, found -> true);
            }
        } catch (UnreadableFileException e) {
            return Optional.empty();
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("%s: the file is empty. Allowed: a file with rows"
                    .formatted(pieces.get(0).name()));
        }
        if (quote.filter(q -> q == '\'').isPresent() && rows.stream().noneMatch(row -> hasQuoted(row, format))) {
            return Optional.empty();
        }
        long torn =
                quote.isEmpty() ? 0 : rows.stream().filter(row -> isTorn(row)).count();
        if (torn > rows.size() / 20) {
            return Optional.empty();
        }
        return Optional.of(split(delimiter, quote, rows));
    }

    /** Remarks, a title and a footer tell nothing of the rows' width. */
    private Split split(char delimiter, Optional<Character> quote, List<Found> rows) {
        var fields = rows.stream().map(Found::fields).toList();
        int comments = HeaderGuess.comments(fields);
        var counts = new HashMap<Integer, Integer>();
        fields.subList(comments, fields.size()).forEach(row -> counts.merge(row.size(), 1, Integer::sum));
        int width = counts.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        int from = comments;
        while (isAround(fields.get(from), width) && from < HeaderGuess.MOST_TITLES) {
            from++;
        }
        int to = fields.size();
        while (to > from && fields.size() - to < FooterGuess.MOST && isAround(fields.get(to - 1), width)) {
            to--;
        }
        boolean isTable = to - from >= 2 && 2 * (to - from) >= fields.size() - comments;
        int all = isTable ? to - from : fields.size() - comments;
        return new Split(delimiter, quote, rows, width, (double) counts.get(width) / all);
    }

    /** Whether the row is rather a line of text before or after the table. */
    private boolean isAround(List<String> row, int width) {
        boolean isShort = row.size() == 1 ? width > 1 : 2 * row.size() < width;
        return isShort && Numbers.parse(row.get(0).strip()) == null;
    }

    private static boolean hasQuoted(Found row, TextFormat format) {
        // The reader has taken the quotes away: what is left tells nothing, so only text with the delimiter in it
        // counts.
        return row.fields().stream().anyMatch(field -> field.indexOf(format.delimiter()) >= 0);
    }

    private static boolean isTorn(Found row) {
        return !row.isWhole() && row.fields().stream().noneMatch(field -> field.indexOf('\uFFFD') >= 0);
    }
}
