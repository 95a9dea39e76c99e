package vinelake.etl.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.HoldReason;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.SheetFormat;
import vinelake.core.contract.TextFormat;
import vinelake.core.contract.XmlFormat;
import vinelake.etl.format.Archive;
import vinelake.etl.format.FormatException;
import vinelake.etl.format.JsonRows;
import vinelake.etl.format.NamedColumns;
import vinelake.etl.format.ParquetGroups;
import vinelake.etl.format.SheetRows;
import vinelake.etl.format.XmlRows;
import vinelake.etl.text.FileCipher;
import vinelake.etl.text.RowFile;
import vinelake.etl.text.TextFile;

/**
 * A file of the landing zone on its way to the pass: unpacked where it is an archive, written as rows where it is no text,
 * without title and footer, and its columns compared with the contract's.
 */
final class DeliveredFile {

    private static final Set<Kind> DATES = Set.of(Kind.DATE, Kind.TIMESTAMP);

    private final Contract contract;
    private final Configuration configuration;
    private final Header header;
    private final Scratch scratch;
    private final FileCipher cipher;

    /**
     * @param scratch for as long as the delivery is read
     * @param cipher what opens the files of the landing zone
     */
    DeliveredFile(Contract contract, Configuration configuration, Scratch scratch, FileCipher cipher) {
        this.cipher = cipher;
        this.contract = contract;
        this.configuration = configuration;
        this.header = new Header(contract, configuration);
        this.scratch = scratch;
    }

    /**
     * What is to be read of a file: of an archive of each entry.
     *
     * @param name below the landing folder, as the sender knows it
     * @param copy in the landing zone
     * @param unclaimed gets the names of entries that are not taken
     */
    List<Header.Match> open(String name, URI copy, Consumer<String> unclaimed) throws IOException {
        try {
            if (!Archive.isArchive(name)) {
                return List.of(match(name, copy, cipher));
            }
            var matches = new ArrayList<Header.Match>();
            for (var entry :
                    Archive.unpack(local(copy, cipher), name, contract.entries(), scratch.folder(), unclaimed)) {
                matches.add(match(entry.name(), entry.file().toUri(), FileCipher.NONE));
            }
            return matches;
        } catch (FormatException e) {
            return List.of(problem(name, e));
        }
    }

    private static Header.Match problem(String name, FormatException e) {
        return Header.Match.problem(name, e.getMessage());
    }

    private Header.Match match(String name, URI location, FileCipher key) throws IOException {
        try {
            var format = contract.format();
            if (format instanceof TextFormat text) {
                return text(TextFile.of(name, location, text).openedBy(key), text);
            }
            var file = local(location, key);
            if (format instanceof SheetFormat sheet) {
                return sheet(name, file, sheet);
            }
            if (format instanceof JsonFormat json) {
                return named(
                        name, '.', (columns, rows) -> JsonRows.read(file, json.charset(), json.rows(), columns, rows));
            }
            if (format instanceof XmlFormat xml) {
                return named(name, '/', (columns, rows) -> XmlRows.read(file, xml.row(), columns, rows));
            }
            return named(name, '.', (columns, rows) -> ParquetGroups.read(file, configuration, columns, rows));
        } catch (FormatException e) {
            return problem(name, e);
        }
    }

    private Header.Match text(TextFile file, TextFormat format) throws IOException {
        if (format.footer().isEmpty()) {
            return header.match(file, format.title());
        }
        // In another charset no line can be found from the end.
        var inBytes = file.isByteWise() ? file : decoded(file);
        return header.match(inBytes.withoutFooter(configuration, format.footer()), format.title());
    }

    private TextFile decoded(TextFile file) throws IOException {
        var copy = scratch.newFile();
        try (var in = file.decoded(configuration)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return file.decodedAt(copy.toUri());
    }

    private Header.Match sheet(String name, Path file, SheetFormat format) throws IOException {
        var path = scratch.newFile();
        try (var sheet = SheetRows.open(file, format.sheet());
                var rows = new RowFile(path)) {
            var text = rows.text(name + "#" + sheet.sheet());
            var first = new ArrayList<Numbered>();
            while (first.size() <= Header.MOST_TITLES && sheet.next()) {
                first.add(new Numbered(sheet.number(), sheet.fields(0, Set.of())));
            }
            var texts = first.stream().map(Numbered::fields).toList();
            int named = Header.namedTitles(texts, format.title());
            if (first.size() == named) {
                return Header.Match.problem(
                        text.name(), HoldReason.EMPTY_SHEET.text(format.hasHeader() ? "a header and rows" : "rows"));
            }
            int titles = named + (format.hasHeader() ? header.titles(texts.subList(named, texts.size())) : 0);
            var top = first.get(titles);
            var place = "row " + top.number();
            // Blank cells at a row's end are none: only a row that is too long has the wrong width.
            int width = format.hasHeader()
                    ? top.fields().size()
                    : Math.max(top.fields().size(), header.width());
            var match =
                    format.hasHeader() ? header.names(text, place, top.texts()) : header.positions(text, place, width);
            if (match.source().isPresent()) {
                sheet.rewind();
                var columns = match.source().get().layout().indexes();
                write(sheet, format, top.number(), width, columns, rows);
            }
            return match;
        }
    }

    /** A row of a sheet. */
    private record Numbered(long number, List<String> fields) {

        private List<String> texts() {
            return fields.stream().map(field -> field == null ? "" : field).toList();
        }
    }

    /** Writes the rows from the first one on, now that it is known which columns are dates. */
    private void write(SheetRows sheet, SheetFormat format, long top, int width, int[] indexes, RowFile rows)
            throws IOException {
        var dates = IntStream.range(0, indexes.length)
                .filter(i -> contract.columns().get(i).isDelivered())
                .filter(i -> DATES.contains(contract.columns().get(i).type().kind()))
                .mapToObj(i -> indexes[i] - 1)
                .collect(Collectors.toSet());
        var footer = new ArrayDeque<Numbered>();
        while (sheet.next()) {
            if (sheet.number() < top || format.hasHeader() && sheet.number() == top) {
                continue;
            }
            var row = new Numbered(sheet.number(), sheet.fields(width, dates));
            if (Header.begins(row.fields(), format.footer())) {
                footer.add(row);
                continue;
            }
            // A row follows it: it was none.
            footer.forEach(before -> rows.add(before.number(), before.fields()));
            footer.clear();
            rows.add(row.number(), row.fields());
        }
    }

    private interface NamedRows {
        void read(NamedColumns columns, RowFile rows) throws IOException;
    }

    private Header.Match named(String name, char separator, NamedRows source) throws IOException {
        var path = scratch.newFile();
        var columns = new NamedColumns(
                contract.columns().stream()
                        .filter(ContractColumn::isDelivered)
                        .map(ContractColumn::source)
                        .toList(),
                contract.ignored(),
                separator);
        try (var rows = new RowFile(path)) {
            source.read(columns, rows);
            return header.paths(rows.text(name), columns.seen(), columns.unexpected());
        }
    }

    /** A file of this machine, where the library that reads it can go back and forth. */
    private Path local(URI location, FileCipher key) throws IOException {
        if (key.head() == 0 && "file".equals(location.getScheme())) {
            return Path.of(location);
        }
        var copy = scratch.newFile();
        try (InputStream in = key.open(location, configuration, 0)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    static Optional<String> reason(List<Header.Match> matches) {
        var problems =
                matches.stream().flatMap(match -> match.problem().stream()).toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }
}
