package vinelake.etl.ingest;

import java.io.IOException;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.etl.text.Layout;
import vinelake.etl.text.TextFile;
import vinelake.etl.text.TextFile.TextRecord;
import vinelake.etl.text.UnreadableFileException;

/** Compares the columns of a file with those that its contract maps or ignores. */
final class Header {

    private static final String POSITION = "#\\d+";

    private static final List<Charset> USUAL = List.of(
            Charset.forName("UTF-8"), Charset.forName("GB18030"), Charset.forName("Big5"), Charset.forName("UTF-16"));

    private final Contract contract;
    private final Configuration configuration;

    Header(Contract contract, Configuration configuration) {
        this.contract = contract;
        this.configuration = configuration;
    }

    /** Where the contract's columns stand in the file, or why the file cannot be read under the contract. */
    record Match(Optional<Layout> layout, Optional<String> problem) {
        private static Match of(Layout layout) {
            return new Match(Optional.of(layout), Optional.empty());
        }

        private static Match problem(String text) {
            return new Match(Optional.empty(), Optional.of(text));
        }
    }

    Match match(TextFile file) throws IOException {
        var first = file.firstRecord(configuration);
        if (first.isEmpty()) {
            return Match.problem("%s: the file is empty. Expected are %s"
                    .formatted(file.name(), file.isHeaderRow() ? "a header and rows" : "rows"));
        }
        var row = first.get();
        if (!file.isHeaderRow()) {
            return positions(file, row);
        }
        var match = names(file, row);
        if (match.layout().isEmpty()) {
            for (var charset : USUAL) {
                var other = file.readAs(charset);
                if (!charset.equals(Charset.forName(file.charset())) && isHeader(other)) {
                    return Match.problem(
                            "%s: line %d: the header can be read as %s, the contract says %s. Correct the contract's charset or the delivery"
                                    .formatted(file.name(), row.line(), charset, file.charset()));
                }
            }
        }
        return match;
    }

    private boolean isHeader(TextFile file) throws IOException {
        try {
            return file.firstRecord(configuration)
                    .filter(r -> names(file, r).layout().isPresent())
                    .isPresent();
        } catch (UnreadableFileException e) {
            return false;
        }
    }

    private Match names(TextFile file, TextRecord row) {
        Map<String, Integer> positions = new HashMap<>();
        var repeated = new ArrayList<String>();
        for (int i = 0; i < row.fields().size(); i++) {
            var name = normalize(row.fields().get(i));
            if (!name.isEmpty() && positions.putIfAbsent(name, i) != null) {
                repeated.add(name);
            }
        }
        Set<Integer> used = new HashSet<>();
        var missing = new ArrayList<String>();
        int[] indexes = contract.columns().stream()
                .mapToInt(c -> take(c.source(), positions, row, used, missing))
                .toArray();
        for (var ignored : contract.ignored()) {
            take(ignored, positions, row, used, new ArrayList<>());
        }
        var unexpected = new ArrayList<String>();
        for (int i = 0; i < row.fields().size(); i++) {
            if (!used.contains(i)) {
                unexpected.add(
                        normalize(row.fields().get(i)).isEmpty()
                                ? "#" + (i + 1)
                                : normalize(row.fields().get(i)));
            }
        }
        if (isNoHeader(positions)) {
            return Match.problem(
                    "%s: line %d: no header: it names none of the columns %s. Deliver them in the first line"
                            .formatted(
                                    file.name(),
                                    row.line(),
                                    contract.columns().stream()
                                            .map(ContractColumn::source)
                                            .collect(Collectors.joining(", "))));
        }
        var problems = new ArrayList<String>();
        if (!missing.isEmpty()) {
            problems.add("missing " + String.join(", ", missing));
        }
        if (!unexpected.isEmpty()) {
            problems.add("unexpected " + String.join(", ", unexpected));
        }
        if (!repeated.isEmpty()) {
            problems.add("repeated " + String.join(", ", repeated));
        }
        if (!problems.isEmpty()) {
            return Match.problem(
                    "%s: line %d: columns %s. Allowed are those that the contract maps or names in ignoredColumns"
                            .formatted(file.name(), row.line(), String.join("; ", problems)));
        }
        return Match.of(new Layout(indexes, row.fields().size()));
    }

    /** Where no name is known the row may be a record: its values are nothing for a message. */
    private boolean isNoHeader(Map<String, Integer> positions) {
        var names = contract.columns().stream()
                .map(ContractColumn::source)
                .filter(source -> !source.matches(POSITION))
                .map(Header::normalize)
                .toList();
        return !names.isEmpty() && names.stream().noneMatch(positions::containsKey);
    }

    private int take(
            String source, Map<String, Integer> positions, TextRecord row, Set<Integer> used, List<String> missing) {
        Integer at = source.matches(POSITION)
                ? Integer.valueOf(Integer.parseInt(source.substring(1)) - 1)
                : positions.get(normalize(source));
        if (at == null || at >= row.fields().size()) {
            missing.add(source);
            return -1;
        }
        used.add(at);
        return at;
    }

    private Match positions(TextFile file, TextRecord row) {
        int[] indexes = contract.columns().stream()
                .mapToInt(c -> Integer.parseInt(c.source().substring(1)) - 1)
                .toArray();
        int width = java.util.stream.Stream.concat(
                        contract.columns().stream().map(c -> c.source()), contract.ignored().stream())
                .mapToInt(source -> Integer.parseInt(source.substring(1)))
                .max()
                .orElse(0);
        if (row.fields().size() != width && file.widths().size() == width) {
            return Match.problem(
                    "%s: line %d is not as long as its fields are wide, %d bytes. Deliver every row in full, blanks at its end too"
                            .formatted(
                                    file.name(),
                                    row.line(),
                                    file.widths().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum()));
        }
        if (row.fields().size() != width) {
            return Match.problem(
                    "%s: line %d: %d fields, the contract maps or ignores %d. A file without a header must have them all in every row"
                            .formatted(file.name(), row.line(), row.fields().size(), width));
        }
        return Match.of(new Layout(indexes, width));
    }

    private static String normalize(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    }
}
