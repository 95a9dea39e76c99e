package vinelake.etl.exchange;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Exchange;
import vinelake.core.contract.HoldReason;

/** One query of an exchange database, written down as delimited text with a header. */
final class Fetch {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private final Connection connection;
    private final Contract contract;
    private final Exchange exchange;
    private final ZoneId zone;
    private final int rowsAtOnce;
    private final LongConsumer watcher;

    /** The largest value so far of the column that tells what has changed, and how many rows have it, or none. */
    private Comparable<Object> last;

    private long rowsOfLast;
    private long rowsWithout;
    private long rows;

    Fetch(Connection connection, Contract contract, ZoneId zone, int rowsAtOnce, LongConsumer watcher) {
        this.connection = connection;
        this.contract = contract;
        this.exchange = contract.exchange().orElseThrow();
        this.zone = zone;
        this.rowsAtOnce = rowsAtOnce;
        this.watcher = watcher;
    }

    /** A column of the table or the query, and its type's name in PostgreSQL. */
    private record Column(String name, String type) {}

    /**
     * Writes a file where there is something new.
     *
     * @param taken what was fetched and taken in before
     * @return why it cannot be fetched
     */
    Optional<String> into(Path folder, LocalDate asOf, List<FetchedName> taken) throws SQLException, IOException {
        var all = columns();
        // What the contract ignores need not leave the department's database.
        var columns = all.stream()
                .filter(column -> !contract.ignored().contains(column.name()))
                .toList();
        var changedAt = exchange.changedAt()
                .map(name -> all.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst());
        if (changedAt.filter(Optional::isEmpty).isPresent()) {
            return Optional.of(HoldReason.NO_CHANGED_AT.text(
                    exchange.changedAt().orElseThrow(),
                    HoldReason.quoted(all.stream().map(Column::name).toList())));
        }
        var marking = changedAt.flatMap(column -> column);
        var mark = marking.flatMap(column -> Mark.of(column.type()));
        if (marking.isPresent() && mark.isEmpty()) {
            return Optional.of(HoldReason.UNORDERED_CHANGED_AT.text(
                    marking.get().name(), marking.get().type()));
        }
        var since = mark.flatMap(kind -> last(kind, taken));
        var part = Files.createTempFile(folder, "part", "");
        try (var query = query(columns, marking, since)) {
            query.setFetchSize(rowsAtOnce);
            try (var result = query.executeQuery()) {
                write(result, columns, mark, part);
            }
        }
        if (rows == 0 || since.filter(this::isRepeated).isPresent()) {
            Files.delete(part);
            return Optional.empty();
        }
        var name = new FetchedName(
                contract.name(), asOf, mark.filter(m -> last != null).map(m -> m.text(last)), rowsOfLast + rowsWithout);
        var file = folder.resolve(name.toString());
        Files.createDirectories(file.getParent());
        Files.move(part, file);
        return Optional.empty();
    }

    /** Up to where rows were taken in, and how many of them come again. */
    private record Since(Comparable<Object> value, long rows) {}

    @SuppressWarnings("unchecked")
    private static Optional<Since> last(Mark kind, List<FetchedName> taken) {
        return taken.stream()
                .flatMap(name -> name.mark().flatMap(kind::read).stream()
                        .map(value -> new Since((Comparable<Object>) value, name.rows())))
                .max((a, b) -> {
                    int order = a.value().compareTo(b.value());
                    return order != 0 ? order : Long.compare(a.rows(), b.rows());
                });
    }

    /** Whether all that was fetched are rows that were taken in before. */
    private boolean isRepeated(Since since) {
        return rows == since.rows()
                && rowsOfLast + rowsWithout == rows
                && (last == null || last.compareTo(since.value()) == 0);
    }

    private List<Column> columns() throws SQLException {
        try (var statement = connection.createStatement();
                var nothing = statement.executeQuery("SELECT * FROM %s AS delivered WHERE FALSE".formatted(source()))) {
            ResultSetMetaData metadata = nothing.getMetaData();
            var columns = new ArrayList<Column>();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                columns.add(new Column(metadata.getColumnLabel(i), metadata.getColumnTypeName(i)));
            }
            return columns;
        }
    }

    /** The last column is the one that tells what has changed, where there is one. */
    private PreparedStatement query(List<Column> columns, Optional<Column> changedAt, Optional<Since> since)
            throws SQLException {
        var names = new ArrayList<String>();
        for (var column : columns) {
            names.add(quoted(column.name()));
        }
        var mark = changedAt.isPresent() ? quoted(changedAt.get().name()) : "NULL";
        names.add(mark);
        // A row without a value was never fetched for sure.
        var query = connection.prepareStatement("SELECT %s FROM %s AS delivered%s"
                .formatted(
                        String.join(", ", names),
                        source(),
                        since.isPresent() ? " WHERE %s >= ? OR %s IS NULL".formatted(mark, mark) : ""));
        if (since.isPresent()) {
            query.setObject(1, since.get().value());
        }
        return query;
    }

    /** Names and query are the contract's, which the operator keeps; nothing of a delivery gets into the statement. */
    private String source() throws SQLException {
        return exchange.table().isPresent()
                ? quoted(exchange.schema()) + "." + quoted(exchange.table().get())
                : "(" + exchange.query().orElseThrow() + ")";
    }

    private String quoted(String name) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.enquoteIdentifier(name, true);
        }
    }

    private void write(ResultSet result, List<Column> columns, Optional<Mark> mark, Path file)
            throws SQLException, IOException {
        int markColumn = columns.size() + 1;
        var fields = new String[columns.size()];
        try (var csv = CsvWriter.builder().build(Files.newBufferedWriter(file))) {
            csv.writeRecord(columns.stream().map(Column::name).toArray(String[]::new));
            while (result.next()) {
                for (int i = 0; i < fields.length; i++) {
                    fields[i] = text(result, i + 1, columns.get(i).type());
                }
                csv.writeRecord(fields);
                if (mark.isPresent()) {
                    note(mark.get().read(result, markColumn));
                }
                if (++rows % rowsAtOnce == 0) {
                    watcher.accept(rows);
                }
            }
        }
        watcher.accept(rows);
    }

    @SuppressWarnings("unchecked")
    private void note(Comparable<?> value) {
        var mark = (Comparable<Object>) value;
        if (mark == null) {
            rowsWithout++;
        } else if (last == null || mark.compareTo(last) > 0) {
            last = mark;
            rowsOfLast = 1;
        } else if (mark.compareTo(last) == 0) {
            rowsOfLast++;
        }
    }

    private String text(ResultSet row, int column, String type) throws SQLException {
        return switch (type) {
            case "timestamptz" -> {
                var moment = row.getObject(column, OffsetDateTime.class);
                yield moment == null ? null : moment.atZoneSameInstant(zone).format(LOCAL);
            }
            case "bool" -> {
                boolean value = row.getBoolean(column);
                yield row.wasNull() ? null : String.valueOf(value);
            }
            default -> row.getString(column);
        };
    }
}
