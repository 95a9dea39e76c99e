package vinelake.etl.ingest;

import java.io.IOException;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.HoldReason;
import vinelake.core.value.Texts;
import vinelake.etl.text.Layout;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.TextFile;
import vinelake.etl.text.TextFile.TextRecord;
import vinelake.etl.text.UnreadableFileException;

/** Compares the columns of a file with those that its contract maps or ignores. */
final class Header {

    private static final String POSITION = "#\\d+";

    /** So many rows of a title may stand above a header. */
    static final int MOST_TITLES = 20;

    /** So many characters of names are told as a line to copy. */
    private static final int LONGEST_LINE = 1000;

    private static final List<Charset> USUAL = List.of(
            Charset.forName("UTF-8"), Charset.forName("GB18030"), Charset.forName("Big5"), Charset.forName("UTF-16"));

    private final Contract contract;
    private final Configuration configuration;

    Header(Contract contract, Configuration configuration) {
        this.contract = contract;
        this.configuration = configuration;
    }

    /** The file, and where the contract's columns stand in it; or why it cannot be read under the contract. */
    record Match(Optional<OrderedPass.Source> source, Optional<String> problem) {
        private static Match of(TextFile file, Layout layout) {
            return new Match(Optional.of(new OrderedPass.Source(file, layout)), Optional.empty());
        }

        static Match problem(String file, String text) {
            return new Match(Optional.empty(), Optional.of(file + ": " + text));
        }

        private static Match problem(String file, String place, String text) {
            return problem(file, place + ": " + text);
        }
    }

    /**
     * Of a text file.
     *
     * @param title beginnings of its first lines that are no records
     */
    Match match(TextFile file, List<String> title) throws IOException {
        var first = file.firstRecords(configuration, file.hasHeader() || !title.isEmpty() ? MOST_TITLES + 1 : 1);
        var fields = first.stream().map(TextRecord::fields).toList();
        int named = namedTitles(fields, title);
        if (first.size() == named) {
            return Match.problem(
                    file.name(), HoldReason.EMPTY_FILE.text(file.hasHeader() ? "a header and rows" : "rows"));
        }
        if (!file.hasHeader()) {
            return positions(file.withRecordsAhead(named), first.get(named));
        }
        int titles = named + titles(fields.subList(named, fields.size()));
        var row = first.get(titles);
        var match = names(file.withRecordsAhead(titles + 1), "line " + row.line(), row.fields());
        if (match.source().isEmpty()) {
            for (var charset : USUAL) {
                if (!charset.equals(Charset.forName(file.charset())) && isHeader(file.readAs(charset), titles)) {
                    return Match.problem(
                            file.name(),
                            "line " + row.line(),
                            HoldReason.HEADER_IN_OTHER_CHARSET.text(charset, file.charset()));
                }
            }
        }
        return match;
    }

    private boolean isHeader(TextFile file, int titles) throws IOException {
        try {
            var records = file.firstRecords(configuration, titles + 1);
            return records.size() > titles
                    && names(file, "", records.get(titles).fields()).source().isPresent();
        } catch (UnreadableFileException e) {
            return false;
        }
    }

    /** How many of the first rows begin as the contract says that a title does. */
    static int namedTitles(List<List<String>> first, List<String> beginnings) {
        int titles = 0;
        while (titles < Math.min(first.size(), MOST_TITLES) && begins(first.get(titles), beginnings)) {
            titles++;
        }
        return titles;
    }

    /** Whether the first field with a value begins with one of the texts. */
    static boolean begins(List<String> fields, List<String> beginnings) {
        return fields.stream()
                .filter(field -> field != null && Texts.strip(field) != null)
                .findFirst()
                .filter(field -> beginnings.stream().anyMatch(Texts.strip(field)::startsWith))
                .isPresent();
    }

    /**
     * How many of the first rows are a title: those above the first row that names half of the columns. None, where no row
     * does: then the first one is asked what is wrong with it.
     */
    int titles(List<List<String>> first) {
        var names = named();
        for (int i = 0; i < Math.min(first.size(), MOST_TITLES + 1) && !names.isEmpty(); i++) {
            long found = first.get(i).stream()
                    .filter(Objects::nonNull)
                    .map(Header::normalize)
                    .filter(names::contains)
                    .distinct()
                    .count();
            if (2 * found >= names.size()) {
                long width = filled(first.get(i));
                // What is as wide as the header is a row, and rows are never passed over.
                return first.subList(0, i).stream().allMatch(above -> 2 * filled(above) < width) ? i : 0;
            }
        }
        return 0;
    }

    private static long filled(List<String> fields) {
        return fields.stream()
                .filter(field -> field != null && !normalize(field).isEmpty())
                .count();
    }

    /** Of the columns that the contract's files have. */
    private Stream<String> sources() {
        return contract.columns().stream().filter(ContractColumn::isDelivered).map(ContractColumn::source);
    }

    private Set<String> named() {
        return sources()
                .filter(source -> !source.matches(POSITION))
                .map(Header::normalize)
                .collect(Collectors.toSet());
    }

    /**
     * Of rows that were written from a file of another format.
     *
     * @param place of the header in that file
     */
    Match names(TextFile file, String place, List<String> header) {
        Map<String, Integer> positions = new HashMap<>();
        var repeated = new ArrayList<String>();
        for (int i = 0; i < header.size(); i++) {
            var name = normalize(header.get(i));
            if (!name.isEmpty() && positions.putIfAbsent(name, i) != null) {
                repeated.add(name);
            }
        }
        Set<Integer> used = new HashSet<>();
        var missing = new ArrayList<String>();
        int[] indexes = contract.columns().stream()
                .mapToInt(c -> c.isDelivered() ? take(c.source(), positions, header.size(), used, missing) : -1)
                .toArray();
        for (var ignored : contract.ignored()) {
            take(ignored, positions, header.size(), used, new ArrayList<>());
        }
        // Where most names are unknown the row may be a record, and its values are nothing for a message.
        boolean mayBeRecord = 2 * used.size() < header.size();
        var unexpected = new ArrayList<String>();
        for (int i = 0; i < header.size(); i++) {
            if (!used.contains(i)) {
                var name = normalize(header.get(i));
                unexpected.add(name.isEmpty() || mayBeRecord ? "#" + (i + 1) : name);
            }
        }
        if (mayBeRecord) {
            repeated.clear();
        }
        if (isNoHeader(positions)) {
            return noneKnown(file.name(), place);
        }
        return differences(file.name(), place, missing, unexpected, repeated)
                .orElseGet(() -> Match.of(file, layout(file, indexes, header.size())));
    }

    /** No name that the contract maps is there. */
    Match noneKnown(String file, String place) {
        return Match.problem(
                file,
                place,
                HoldReason.NO_HEADER.text(HoldReason.quoted(sources().toList())));
    }

    private static Optional<Match> differences(
            String file, String place, List<String> missing, List<String> unexpected, List<String> repeated) {
        var problems = new ArrayList<String>();
        if (!missing.isEmpty()) {
            problems.add("missing " + HoldReason.quoted(missing));
        }
        if (!unexpected.isEmpty()) {
            problems.add("unexpected " + HoldReason.quoted(unexpected));
        }
        if (!repeated.isEmpty()) {
            problems.add("repeated " + HoldReason.quoted(repeated));
        }
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(Match.problem(
                        file,
                        place,
                        HoldReason.OTHER_COLUMNS.text(String.join("; ", problems), remedy(missing, unexpected))));
    }

    /** The line of the contract that takes the file in, where it is plain which one that is and all of it can be said. */
    private static String remedy(List<String> missing, List<String> unexpected) {
        boolean isCut = unexpected.stream()
                .anyMatch(name -> !name.equals(HoldReason.quoted(name)) || name.contains("\"") || name.contains("\\"));
        if (isCut || unexpected.stream().mapToInt(String::length).sum() > LONGEST_LINE) {
            return "";
        }
        if (missing.size() == 1 && unexpected.size() == 1) {
            return ". If %1$s is what %2$s was: physicalName: \"%1$s\" for the column of %2$s"
                    .formatted(unexpected.get(0), missing.get(0));
        }
        return missing.isEmpty() && !unexpected.isEmpty()
                ? ". If they are not wanted: { property: ignoredColumns, value: [%s] }"
                        .formatted(unexpected.stream().map("\"%s\""::formatted).collect(Collectors.joining(", ")))
                : "";
    }

    private static Layout layout(TextFile file, int[] indexes, int fieldCount) {
        var layout = new Layout(indexes, fieldCount);
        return file.isNumbered() ? layout.afterNumber() : layout;
    }

    /**
     * Of rows whose columns are those of the contract that are delivered, in its order, because in the file they have names
     * and no order.
     *
     * @param seen the sources that some row has
     * @param unexpected names that the contract neither maps nor ignores
     */
    Match paths(TextFile file, Set<String> seen, Set<String> unexpected) {
        if (seen.isEmpty()) {
            return noneKnown(file.name(), "the rows");
        }
        var indexes = new int[contract.columns().size()];
        int count = 0;
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = contract.columns().get(i).isDelivered() ? count++ : -1;
        }
        int fields = count;
        // A row that has no value often has no name either.
        return differences(file.name(), "the rows", List.of(), List.copyOf(unexpected), List.of())
                .orElseGet(() -> Match.of(file, layout(file, indexes, fields)));
    }

    /** Where no name is known the row may be a record: its values are nothing for a message. */
    private boolean isNoHeader(Map<String, Integer> positions) {
        var names = named();
        return !names.isEmpty() && names.stream().noneMatch(positions::containsKey);
    }

    private static int take(
            String source, Map<String, Integer> positions, int count, Set<Integer> used, List<String> missing) {
        Integer at = source.matches(POSITION)
                ? Integer.valueOf(Integer.parseInt(source.substring(1)) - 1)
                : positions.get(normalize(source));
        if (at == null || at >= count) {
            missing.add(source);
            return -1;
        }
        used.add(at);
        return at;
    }

    private Match positions(TextFile file, TextRecord row) {
        int width = width();
        if (row.fields().size() != width && file.widths().size() == width) {
            return Match.problem(
                    file.name(),
                    HoldReason.SHORT_ROW.text(
                            row.line(),
                            file.widths().stream().mapToInt(Integer::intValue).sum()));
        }
        return positions(file, "line " + row.line(), row.fields().size());
    }

    /**
     * Of rows without a header.
     *
     * @param place of the first one
     */
    Match positions(TextFile file, String place, int fields) {
        int width = width();
        if (fields != width) {
            return Match.problem(file.name(), place, HoldReason.OTHER_WIDTH.text(fields, width));
        }
        int[] indexes = contract.columns().stream()
                .mapToInt(c -> c.isDelivered() ? Integer.parseInt(c.source().substring(1)) - 1 : -1)
                .toArray();
        return Match.of(file, layout(file, indexes, width));
    }

    /** Fields of a row, by the last position that the contract maps or ignores. */
    int width() {
        return Stream.concat(sources(), contract.ignored().stream())
                .mapToInt(source -> Integer.parseInt(source.substring(1)))
                .max()
                .orElse(0);
    }

    private static String normalize(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    }
}
