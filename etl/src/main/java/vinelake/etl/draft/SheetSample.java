package vinelake.etl.draft;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vinelake.core.value.Dates;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.etl.format.SheetRows;

/** A sheet of an Excel workbook: the one that is asked for, or the one with the most rows. */
final class SheetSample {

    /** So many rows tell where the table begins and how wide it is. */
    private static final int FIRST = 500;

    /** Of a table's rows so many at least are as wide as it is. */
    private static final double SOME = 0.05;

    /** Days of Excel's calendar without a style, from 1927 to 2064: a smaller number may be anything. */
    private static final BigDecimal FIRST_DAY = BigDecimal.valueOf(10_000);

    private static final BigDecimal LAST_DAY = BigDecimal.valueOf(60_000);

    private final List<Piece> pieces;
    private final ZoneId zone;
    private final List<String> notes = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    private SheetSample(List<Piece> pieces, ZoneId zone) {
        this.pieces = pieces;
        this.zone = zone;
    }

    /**
     * @param name of the sheet, where the operator knows it
     * @throws vinelake.etl.format.FormatException when a file is no workbook, or has no such sheet
     */
    static Sample of(List<Piece> pieces, ZoneId zone, Optional<String> name) throws IOException {
        return new SheetSample(pieces, zone).sample(name);
    }

    /** The first rows of a sheet, its last ones, and how many it has. */
    private record Ends(List<List<String>> first, List<List<String>> last, long count) {

        private static Ends of(Piece piece, Optional<String> sheet) throws IOException {
            var first = new ArrayList<List<String>>();
            var last = new ArrayDeque<List<String>>();
            long count = 0;
            try (var rows = SheetRows.open(piece.path(), sheet)) {
                rows.rewind();
                while (rows.next()) {
                    var fields = texts(rows.fields(0, Set.of()));
                    count++;
                    if (first.size() < FIRST) {
                        first.add(fields);
                    }
                    last.add(fields);
                    if (last.size() > FooterGuess.MOST + 1) {
                        last.remove();
                    }
                }
            }
            return new Ends(first, List.copyOf(last), count);
        }

        private boolean isWhole() {
            return count == first.size();
        }
    }

    private static List<String> padded(List<String> row, int width) {
        var padded = new ArrayList<>(row);
        while (padded.size() < width) {
            padded.add("");
        }
        return padded;
    }

    private static List<String> texts(List<String> fields) {
        return fields.stream()
                .map(field -> Objects.requireNonNullElse(field, ""))
                .toList();
    }

    private Sample sample(Optional<String> wished) throws IOException {
        var sheet = wished.isPresent() ? wished : fullest();
        var footers = new LinkedHashSet<String>();
        var title = new LinkedHashSet<String>();
        var headers = new ArrayList<HeaderGuess>();
        for (var piece : pieces) {
            var ends = Ends.of(piece, sheet);
            if (ends.count() == 0) {
                throw new IllegalArgumentException(
                        "%s: the sheet%s is empty. Allowed: a sheet with rows. Name one by --sheet"
                                .formatted(
                                        piece.name(),
                                        sheet.map(name -> " " + name).orElse("")));
            }
            int width = width(ends.first());
            // A blank cell at a row's end is none, and no sign that the row were cut off.
            var last = ends.last().stream().map(row -> padded(row, width)).toList();
            var footer = FooterGuess.of(
                    last,
                    ends.first().stream().map(row -> padded(row, width)).toList(),
                    width,
                    zone,
                    HeaderGuess::first);
            footers.addAll(footer.beginnings());
            var rows = ends.isWhole() ? ends.first().subList(0, ends.first().size() - footer.rows()) : ends.first();
            headers.add(HeaderGuess.of(rows, width, zone));
            title.addAll(headers.get(headers.size() - 1).title());
        }
        var header = headers.get(0);
        header.tell(title, notes, doubts);
        if (!footers.isEmpty()) {
            doubts.add("表末以 %s 开头的行不作为记录（footer）：请核对".formatted(String.join("、", footers)));
        }
        var settings = new LinkedHashMap<String, String>();
        sheet.ifPresent(name -> settings.put("sheet", YamlText.quoted(name)));
        TextSample.around(settings, header.isPresent(), title, footers);
        var rows = new Rows(sheet, headers, List.copyOf(title), List.copyOf(footers));
        var dates = dates(header, rows);
        return new Sample(
                "xlsx",
                settings,
                header.columns(),
                notes,
                doubts,
                goesOn -> each(rows, header.columns().size(), dates, goesOn));
    }

    /** @return empty where the ingest takes the same sheet by itself, because there is no other with rows */
    private Optional<String> fullest() throws IOException {
        var first = pieces.get(0);
        var sheets = SheetRows.sheets(first.path());
        if (sheets.size() < 2) {
            return Optional.empty();
        }
        var counts = new LinkedHashMap<String, Long>();
        for (var sheet : sheets) {
            counts.put(sheet, Ends.of(first, Optional.of(sheet)).count());
        }
        var fullest = counts.entrySet().stream()
                .max(java.util.Map.Entry.<String, Long>comparingByValue())
                .orElseThrow()
                .getKey();
        counts.values().removeIf(count -> count == 0);
        if (counts.size() < 2) {
            return fullest.equals(sheets.get(0)) ? Optional.empty() : Optional.of(fullest);
        }
        doubts.add("工作簿有多张工作表（%s），取行数最多的 %s：其余不入湖，请核对".formatted(String.join("、", counts.keySet()), fullest));
        return Optional.of(fullest);
    }

    /** The largest that enough rows have; a remark far to the right makes no column. */
    private static int width(List<List<String>> rows) {
        var widths = rows.stream()
                .map(List::size)
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        return widths.get((int) Math.floor(SOME * widths.size()));
    }

    /** How the rows of the files lie between title and footer. */
    private record Rows(Optional<String> sheet, List<HeaderGuess> headers, List<String> title, List<String> footer) {

        private int ahead(int piece, Piece of) throws IOException {
            if (headers.get(0).isPresent()) {
                return headers.get(piece).ahead();
            }
            return headers.get(0).ahead(Ends.of(of, sheet).first(), title);
        }
    }

    /** Columns that are called dates and have nothing but Excel's days: the ingest reads them so where a date is expected. */
    private Set<Integer> dates(HeaderGuess header, Rows rows) throws IOException {
        var columns = header.columns();
        var dates = IntStream.range(0, columns.size())
                .filter(i -> ColumnGuess.isDay(columns.get(i).header()))
                .boxed()
                .collect(Collectors.toSet());
        var found = new java.util.HashSet<Integer>();
        if (!dates.isEmpty()) {
            each(rows, columns.size(), Set.of(), row -> {
                dates.removeIf(
                        i -> i < row.fields().size() && !mayBeDay(row.fields().get(i), i, found));
                return !dates.isEmpty();
            });
        }
        dates.retainAll(found);
        return dates;
    }

    /** Besides days that Excel knows as such. */
    private boolean mayBeDay(String field, int column, Set<Integer> found) {
        var text = Texts.strip(field);
        if (text == null || NullWords.isCandidate(text)) {
            return true;
        }
        var number = Numbers.parse(text);
        if (number == null) {
            return Dates.parse(text, zone) != null;
        }
        boolean isDay = number.compareTo(FIRST_DAY) >= 0 && number.compareTo(LAST_DAY) < 0;
        if (isDay) {
            found.add(column);
        }
        return isDay;
    }

    private void each(Rows from, int width, Set<Integer> dates, Predicate<Sample.Row> goesOn) throws IOException {
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            int ahead = from.ahead(i, piece);
            var footer = new ArrayList<List<String>>();
            try (var rows = SheetRows.open(piece.path(), from.sheet())) {
                rows.rewind();
                while (rows.next()) {
                    if (ahead > 0) {
                        ahead--;
                        continue;
                    }
                    var fields = texts(rows.fields(width, dates));
                    footer.add(fields);
                    if (HeaderGuess.begins(fields, from.footer())) {
                        continue;
                    }
                    for (var row : footer) {
                        if (!goesOn.test(new Sample.Row(piece.file(), row, true))) {
                            return;
                        }
                    }
                    footer.clear();
                }
            }
        }
    }
}
