package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;

/**
 * read = accepted + quarantined + duplicate + unchanged, for every delivery: DuckDB counts the records of the landing
 * files and the rows of the tables' files in force, and shares nothing with what took them in. It reads only UTF-8, so
 * files in another charset are decoded by Java's own decoder first.
 */
final class AccountingLaw {

    private final Hub hub;
    private final Path landing;
    private final Map<Path, Long> counted = new HashMap<>();

    AccountingLaw(Hub hub, Path landing) {
        this.hub = hub;
        this.landing = landing;
    }

    /** A line of the ledger as DuckDB reads it. */
    private record Line(
            String deliveryId,
            DatasetName dataset,
            String ruleVersion,
            List<String> files,
            long read,
            long accepted,
            long quarantined,
            long duplicate,
            long unchanged) {}

    /** What a lake that has taken in the landing folder has too few and too many records of. */
    synchronized Verdict judge(Path lake) throws IOException, SQLException {
        try (var duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            var lines = ledger(duckDb, lake);
            var refused = counts(duckDb, lake.resolve("ops/quarantine"), "delivery_id || '@' || rule_version", "true");
            var accepted = new TreeMap<String, Long>();
            for (var contract : hub.contracts()) {
                var table = lake.resolve("records/" + contract.name());
                // What ended stands on no line of a delivery.
                accepted.putAll(counts(duckDb, table, "delivery_id", "line_number IS NOT NULL"));
            }
            var verdict = Verdict.RIGHT;
            for (var line : lines) {
                verdict = verdict.plus(judge(duckDb, line, accepted, refused));
            }
            return verdict.plus(unknown(lines));
        }
    }

    private Verdict judge(Connection duckDb, Line line, Map<String, Long> accepted, Map<String, Long> refused)
            throws IOException, SQLException {
        long delivered = 0;
        for (var file : line.files) {
            delivered += records(duckDb, landing.resolve(file), hub.contract(line.dataset));
        }
        long acceptedRows = accepted.getOrDefault(line.deliveryId, 0L);
        long refusedRows = refused.getOrDefault(line.deliveryId + "@" + line.ruleVersion, 0L);
        long found = acceptedRows + refusedRows + line.duplicate + line.unchanged;
        if (delivered == line.read
                && delivered == found
                && acceptedRows == line.accepted
                && refusedRows == line.quarantined) {
            return Verdict.RIGHT;
        }
        return new Verdict(
                Math.max(0, delivered - found),
                Math.max(0, found - delivered),
                0,
                List.of(
                        ("delivery %s of %s: delivered %d, read %d; accepted %d, in the table %d; quarantined %d, in the"
                                        + " table %d; duplicate %d, unchanged %d")
                                .formatted(
                                        line.deliveryId,
                                        line.dataset,
                                        delivered,
                                        line.read,
                                        line.accepted,
                                        acceptedRows,
                                        line.quarantined,
                                        refusedRows,
                                        line.duplicate,
                                        line.unchanged)));
    }

    /** Every file of the landing folder is in one delivery, and in no second one. */
    private Verdict unknown(List<Line> lines) throws IOException {
        var named = lines.stream()
                .flatMap(line -> line.files.stream())
                .collect(Collectors.groupingBy(file -> file, Collectors.counting()));
        var complaints = new ArrayList<String>();
        try (var files = Files.walk(landing)) {
            files.filter(Files::isRegularFile)
                    .map(file -> landing.relativize(file).toString())
                    .filter(file -> named.getOrDefault(file, 0L) != 1)
                    .forEach(file -> complaints.add(
                            "%s: in %d accepted deliveries".formatted(file, named.getOrDefault(file, 0L))));
        }
        return new Verdict(0, 0, 0, complaints);
    }

    private static List<Line> ledger(Connection duckDb, Path lake) throws IOException, SQLException {
        var lines = new ArrayList<Line>();
        var files = LiveFiles.of(lake.resolve("ops/delivery"));
        if (files.isEmpty()) {
            return lines;
        }
        var query =
                "SELECT delivery_id, department, dataset, rule_version, list_transform(files, f -> f.name), read_count,"
                        + " accepted_count, quarantined_count, duplicate_count, unchanged_count FROM read_parquet("
                        + quoted(files)
                        + ") WHERE status = 'accepted'";
        try (var statement = duckDb.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                var names = new ArrayList<String>();
                for (var name : (Object[]) rows.getArray(5).getArray()) {
                    names.add(name.toString());
                }
                lines.add(new Line(
                        rows.getString(1),
                        new DatasetName(rows.getString(2), rows.getString(3)),
                        rows.getString(4),
                        names,
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getLong(8),
                        rows.getLong(9),
                        rows.getLong(10)));
            }
        }
        return lines;
    }

    private static Map<String, Long> counts(Connection duckDb, Path table, String key, String condition)
            throws IOException, SQLException {
        var counts = new TreeMap<String, Long>();
        var files = LiveFiles.of(table);
        if (files.isEmpty()) {
            return counts;
        }
        var query = "SELECT %s, count(*) FROM read_parquet(%s) WHERE %s GROUP BY 1"
                .formatted(key, quoted(files), condition);
        try (var statement = duckDb.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    /** Records of a landing file. The folder does not change, so each is counted once. */
    private long records(Connection duckDb, Path file, Contract contract) throws IOException, SQLException {
        var known = counted.get(file);
        if (known != null) {
            return known;
        }
        var text = Files.createTempFile("vinelake-chaos", ".csv");
        try {
            // The contracts of the city that is disturbed are of text files.
            var format = (TextFormat) contract.format();
            Files.writeString(text, new String(Files.readAllBytes(file), format.charset()));
            try (var statement = duckDb.createStatement();
                    var rows = statement.executeQuery(query(text, format))) {
                rows.next();
                counted.put(file, rows.getLong(1));
                return rows.getLong(1);
            }
        } finally {
            Files.delete(text);
        }
    }

    private static String query(Path text, TextFormat format) throws IOException {
        int fields;
        try (var lines = Files.lines(text)) {
            var delimiter = Pattern.quote(String.valueOf(format.delimiter()));
            fields = lines.findFirst().orElse("").split(delimiter, -1).length;
        }
        // A row may have too many fields or too few: it is a record all the same.
        var columns = IntStream.range(0, 2 * fields)
                .mapToObj("'c%d': 'VARCHAR'"::formatted)
                .collect(Collectors.joining(", ", "{", "}"));
        var quote = format.quote().map(q -> "" + q).orElse("").replace("'", "''");
        return ("SELECT count(*) FROM read_csv(%s, columns = %s, header = %s, auto_detect = false, delim = '%s',"
                        + " quote = '%s', escape = '%s', null_padding = true, strict_mode = false)")
                .formatted(quoted(text), columns, format.hasHeader(), format.delimiter(), quote, quote);
    }

    private static String quoted(List<Path> files) {
        return files.stream().map(AccountingLaw::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }
}
