package vinelake.etl.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.commons.io.FileUtils;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Exchange;
import vinelake.core.contract.HoldReason;
import vinelake.core.value.Secret;

/**
 * An inbox of what is new in the departments' exchange databases (前置库): each is fetched into a file, which is then a
 * delivery like any other. Only this user may read the folder, and it is gone when the inbox is closed.
 */
public final class ExchangeInbox implements Closeable {

    private static final String SCHEME = "jdbc:postgresql://";
    private static final String SECONDS_TO_CONNECT = "20";

    /** So many rows are fetched at once: without a bound the driver keeps all of them in memory. */
    private static final int ROWS_AT_ONCE = 10_000;

    private final Path folder;
    private final ZoneId zone;
    private final Function<Secret, String> secrets;

    /**
     * @param scratch a folder for what is temporary
     * @param zone in which moments are written down
     * @param secrets fetches what a reference refers to
     */
    public ExchangeInbox(Path scratch, ZoneId zone, Function<Secret, String> secrets) throws IOException {
        Files.createDirectories(scratch);
        this.folder = Files.createTempDirectory(
                scratch,
                "exchange-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.zone = zone;
        this.secrets = secrets;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Fetches the rows of a dataset that are new or changed since the last fetch that was taken in; those that have just the
     * last moment come again, because others may have been committed for the same moment later.
     *
     * @param taken names of the dataset's files that were taken in
     * @param rows is told how many rows are fetched
     * @return why nothing could be fetched, without what the rows say
     */
    public Optional<String> fetch(Contract contract, LocalDate asOf, Collection<String> taken, LongConsumer rows)
            throws IOException {
        var exchange = contract.exchange().orElseThrow();
        try (var connection = DriverManager.getConnection(exchange.url(), login(exchange))) {
            connection.setReadOnly(true);
            // Without a transaction the driver ignores how many rows are fetched at once.
            connection.setAutoCommit(false);
            connection.setSchema(exchange.schema());
            return new Fetch(connection, contract, zone, ROWS_AT_ONCE, rows)
                    .into(
                            folder,
                            asOf,
                            taken.stream()
                                    .flatMap(name -> FetchedName.of(name).stream())
                                    .toList());
        } catch (SQLException e) {
            return Optional.of(reason(exchange.url(), e));
        }
    }

    private Properties login(Exchange exchange) {
        var login = new Properties();
        login.setProperty("user", secrets.apply(exchange.user()));
        login.setProperty("password", secrets.apply(exchange.password()));
        login.setProperty("connectTimeout", SECONDS_TO_CONNECT);
        login.setProperty("ApplicationName", "vinelake");
        return login;
    }

    /** What a server says of a value may repeat it: only what concerns the connection and the names is told. */
    private static String reason(String url, SQLException e) {
        var state = Optional.ofNullable(e.getSQLState()).orElse("");
        if (state.startsWith("08") || state.startsWith("28") || state.startsWith("3D") || state.startsWith("42")) {
            var said = Optional.ofNullable(e.getMessage())
                    .flatMap(message -> message.lines().findFirst())
                    .orElse(state);
            return HoldReason.NO_ACCESS.text(url.substring(SCHEME.length()), said);
        }
        return "%s: %s".formatted(url, HoldReason.SQL_STATE.text(state));
    }

    @Override
    public void close() throws IOException {
        FileUtils.deleteDirectory(folder.toFile());
    }
}
