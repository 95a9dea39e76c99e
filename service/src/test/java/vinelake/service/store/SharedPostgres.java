package vinelake.service.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real PostgreSQL for all test classes; a test that takes {@link Credentials} or a {@link Store} gets a database of
 * its own.
 */
public final class SharedPostgres implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedPostgres.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The server and the folder that it lives in. */
    private record Running(Path lake, EmbeddedStore postgres) implements AutoCloseable {

        static Running start() {
            try {
                var lake = Files.createTempDirectory("vinelake-service");
                return new Running(lake, EmbeddedStore.start(lake));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            try (var files = Files.walk(lake)) {
                files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Credentials.class || type == Store.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("postgres", key -> Running.start(), Running.class);
        var server = running.postgres().credentials();
        var name = "test_" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var credentials =
                new Credentials(server.url().replaceAll("/postgres$", "/" + name), server.user(), server.password());
        if (parameter.getParameter().getType() == Credentials.class) {
            return credentials;
        }
        var store = Store.at(credentials);
        context.getStore(NAMESPACE).put(name, (AutoCloseable) store::close);
        return store;
    }
}
