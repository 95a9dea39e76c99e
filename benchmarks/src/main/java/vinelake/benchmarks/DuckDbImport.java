package vinelake.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/**
 * DuckDB with the same types, the same rules and the same duplicates, as SQL that was written for it and shares nothing
 * with the ingest: accepted rows in one Parquet file, refused ones in another. It takes no digests, keeps no copy of what
 * was delivered, gives rows neither line number nor hash, and has no ledger.
 */
final class DuckDbImport implements Contender {

    private final int threads;
    private Counts counts = new Counts(0, 0, 0, 0);

    DuckDbImport(int threads) {
        this.threads = threads;
    }

    static Path accepted(Path out) {
        return out.resolve("accepted.parquet");
    }

    static Path quarantined(Path out) {
        return out.resolve("quarantined.parquet");
    }

    static String version() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            return text(statement, "SELECT version()");
        }
    }

    @Override
    public void run(Path landing, Path out) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            statement.execute("SET temp_directory = " + quoted(out.resolve("temp")));
            // Let it write as it likes: nobody asks for the rows in the order of the files.
            statement.execute("SET preserve_insertion_order = false");
            statement.execute(sql("duckdb/check.sql")
                    .replace(
                            ":files",
                            Filings.inUtf8(landing).stream()
                                    .map(DuckDbImport::quoted)
                                    .collect(Collectors.joining(", ", "[", "]"))));
            statement.execute(sql("duckdb/repeated.sql"));
            long accepted = copied(statement, sql("duckdb/accepted.sql").replace(":target", quoted(accepted(out))));
            long quarantined =
                    copied(statement, sql("duckdb/quarantined.sql").replace(":target", quoted(quarantined(out))));
            long read = Long.parseLong(text(statement, "SELECT count(*) FROM checked"));
            counts = new Counts(read, accepted, quarantined, read - accepted - quarantined);
        }
    }

    @Override
    public Counts counts() {
        return counts;
    }

    private static long copied(Statement statement, String copy) throws SQLException {
        return statement.executeLargeUpdate(copy);
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private static String sql(String resource) {
        try (var in = DuckDbImport.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
