package vinelake.etl.draft;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import vinelake.etl.format.JsonRows;
import vinelake.etl.format.NamedColumns;
import vinelake.etl.format.ParquetGroups;
import vinelake.etl.format.XmlRows;
import vinelake.etl.ingest.Scratch;
import vinelake.etl.text.RowFile;
import vinelake.etl.text.TextFile;
import vinelake.etl.text.TextRecords;

/** Files whose rows name their values: JSON, XML and Parquet. What lies within something else is a column of its own. */
final class NamedSample {

    private static final Configuration LOCAL = new Configuration(false);

    /** With more, names are rather values: a map from codes to something. */
    private static final int MOST_COLUMNS = 1_000;

    private static final String ITSELF = ".";

    private final List<Piece> pieces;
    private final Scratch scratch;
    private final Source source;

    /** How the rows of a file are read under a contract. */
    private interface Reader {
        void read(Piece piece, NamedColumns columns, RowFile rows) throws IOException;
    }

    /**
     * A format.
     *
     * @param separator between the steps of a path
     * @param holdsEither whether something has a value of its own, or others within
     * @param itself what the row is called
     */
    private record Source(
            String format,
            Map<String, String> settings,
            char separator,
            boolean holdsEither,
            String itself,
            List<String> doubts,
            Reader reader) {}

    private NamedSample(List<Piece> pieces, Scratch scratch, Source source) {
        this.pieces = pieces;
        this.scratch = scratch;
        this.source = source;
    }

    /**
     * @param pointer to the array of rows, where the operator knows it
     * @throws vinelake.etl.format.FormatException when a file is no JSON, or has no rows where they should be
     */
    static Sample ofJson(List<Piece> pieces, Scratch scratch, Optional<String> pointer) throws IOException {
        var first = pieces.get(0);
        var guess = CharsetGuess.of(first.path());
        Charset charset = guess.charset();
        var rows = pointer.isPresent() || first.isCalled(".jsonl", ".ndjson")
                ? pointer
                : JsonRowsGuess.of(first.path(), charset);
        var settings = new LinkedHashMap<String, String>();
        var doubts = new ArrayList<String>();
        if (!guess.isSure()) {
            doubts.add("字符集不能确定，暂按 %s：请向部门核实".formatted(charset.name()));
        }
        if (!charset.equals(StandardCharsets.UTF_8)) {
            settings.put("charset", charset.name());
        }
        if (rows.isPresent()) {
            settings.put("rows", YamlText.quoted(rows.get()));
            if (pointer.isEmpty()) {
                doubts.add("记录在 %s 之下：请核对".formatted(rows.get()));
            }
        }
        return new NamedSample(
                        pieces,
                        scratch,
                        new Source(
                                "json",
                                settings,
                                '.',
                                true,
                                "",
                                doubts,
                                (piece, columns, to) -> JsonRows.read(piece.path(), charset, rows, columns, to)))
                .sample();
    }

    /**
     * @param row name of the row's element, where the operator knows it
     * @throws vinelake.etl.format.FormatException when a file is no XML, or may not be read
     */
    static Sample ofXml(List<Piece> pieces, Scratch scratch, Optional<String> row) throws IOException {
        var first = pieces.get(0);
        var guess = row.isPresent() ? row : XmlRowGuess.of(first.path());
        // Its reader says what is wrong with a file without any element.
        var name = guess.orElse("row");
        var doubts = row.isPresent() ? List.<String>of() : List.of("每个 %s 元素作为一条记录：请核对".formatted(name));
        return new NamedSample(
                        pieces,
                        scratch,
                        new Source(
                                "xml",
                                Map.of("row", YamlText.quoted(name)),
                                '/',
                                false,
                                name,
                                doubts,
                                (piece, columns, to) -> XmlRows.read(piece.path(), name, columns, to)))
                .sample();
    }

    /** @throws vinelake.etl.format.FormatException when a file is no Parquet */
    static Sample ofParquet(List<Piece> pieces, Scratch scratch) throws IOException {
        return new NamedSample(
                        pieces,
                        scratch,
                        new Source(
                                "parquet",
                                Map.of(),
                                '.',
                                true,
                                "",
                                List.of(),
                                (piece, columns, to) -> ParquetGroups.read(piece.path(), LOCAL, columns, to)))
                .sample();
    }

    private Sample sample() throws IOException {
        var unknown = NamedColumns.unknown(source.separator());
        for (var piece : pieces) {
            var path = scratch.newFile();
            try (var numbers = new RowFile(path)) {
                source.reader().read(piece, unknown, numbers);
            }
            Files.delete(path);
        }
        var found = unknown.found();
        var mapped = found.stream()
                .filter(path -> !source.holdsEither()
                        || found.stream().noneMatch(other -> path.startsWith(other + source.separator())))
                .filter(NamedSample::canBeSaid)
                .toList();
        if (mapped.isEmpty()) {
            throw new IllegalArgumentException("%s: has no row with a value. Allowed: a file with rows%s"
                    .formatted(pieces.get(0).name(), hint()));
        }
        if (mapped.size() > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "%s: has %d names of values. Allowed: %d columns at most. Its names are rather values: have it delivered with a row for each"
                            .formatted(pieces.get(0).name(), mapped.size(), MOST_COLUMNS));
        }
        var doubts = new ArrayList<>(source.doubts());
        found.stream()
                .filter(path -> !canBeSaid(path))
                .forEach(path -> doubts.add("名称 %s 不能写进契约：这样的文件会被扣留，请部门改名".formatted(YamlText.quoted(path))));
        var columns = mapped.stream()
                .map(path -> new Sample.Column(path, header(path)))
                .toList();
        return new Sample(
                source.format(), source.settings(), columns, List.of(), doubts, goesOn -> each(mapped, goesOn));
    }

    private String hint() {
        return switch (source.format()) {
            case "xml" -> ". Name the element of a row by --row";
            case "json" -> ". Name the array of rows by --rows";
            default -> "";
        };
    }

    /** A contract takes a text like {@code #3} for a position, and has no name for nothing. */
    private static boolean canBeSaid(String path) {
        return !path.isBlank() && !path.matches("#\\d+");
    }

    private String header(String path) {
        return path.equals(ITSELF) ? source.itself() : path.replace("@", "");
    }

    private void each(List<String> mapped, Predicate<Sample.Row> goesOn) throws IOException {
        for (var piece : pieces) {
            var path = scratch.newFile();
            TextFile text;
            try (var rows = new RowFile(path)) {
                source.reader().read(piece, new NamedColumns(mapped, Set.of(), source.separator()), rows);
                text = rows.text(piece.name());
            }
            boolean[] isWanted = {true};
            TextRecords.each(text, LOCAL, found -> {
                // The first field is the row's number.
                var fields = found.fields().subList(1, found.fields().size());
                isWanted[0] = goesOn.test(new Sample.Row(piece.file(), List.copyOf(fields), found.isWhole()));
                return isWanted[0];
            });
            Files.delete(path);
            if (!isWanted[0]) {
                return;
            }
        }
    }
}
