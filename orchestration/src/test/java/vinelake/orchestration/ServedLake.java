package vinelake.orchestration;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.hub.Hub;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.Lake;
import vinelake.models.release.Releases;
import vinelake.service.ServiceOptions;

/**
 * The service over a lake, as the launcher starts it: {@code vinelake serve} in a process of its own, with the libraries
 * of the service and none of Spark's, and a PostgreSQL of its own. What needs Spark it starts by a launcher that has the
 * libraries of this process.
 */
final class ServedLake implements AutoCloseable {

    /** Packaging the service makes it. */
    private static final Path LIBRARIES = Path.of("../target/lib-service");

    private static final long STARTS_WITHIN_S = 120;
    private static final long STOPS_WITHIN_S = 60;

    private final Path lake;
    private final Process process;
    private final JsonNode report;

    private ServedLake(Path lake, Process process, JsonNode report) {
        this.lake = lake;
        this.process = process;
        this.report = report;
    }

    static boolean isPossible() {
        return Files.isDirectory(LIBRARIES);
    }

    /** @param folder for what it says, and how it is reached */
    static ServedLake start(Path hub, Path lake, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var log = folder.resolve("service.log");
        var file = folder.resolve("service.json");
        var process = new ProcessBuilder(
                        java(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=UTF-8",
                        "-Dvinelake.launcher=" + launcher(folder),
                        "-cp",
                        classPath(),
                        Vinelake.class.getName(),
                        "--hub",
                        hub.toString(),
                        "--lake",
                        lake.toString(),
                        "serve",
                        "--demo-issuer",
                        "--port",
                        "0",
                        "--rate",
                        "100000",
                        "--report",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_S);
        while (!Files.exists(file) || Files.size(file) == 0) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new IllegalStateException("the service does not start: " + Files.readString(log));
            }
            Thread.sleep(100);
        }
        return new ServedLake(lake, process, JsonMapper.shared().readTree(Files.readString(file)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The project's own classes, as far as they know nothing of Spark until they are asked, and the service's libraries. */
    private static String classPath() {
        var own = Stream.of(
                        Vinelake.class,
                        Hub.class,
                        ServiceOptions.class,
                        Lake.class,
                        LandingKey.class,
                        Releases.class,
                        CommandLine.class)
                .map(ServedLake::source)
                .distinct();
        return Stream.concat(own, Stream.of(LIBRARIES.toAbsolutePath() + "/*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String source(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path launcher(Path folder) throws IOException {
        var command = new ArrayList<String>();
        command.add(java());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Vinelake.class.getName()));
        var script = folder.resolve("vinelake");
        Files.writeString(
                script,
                "#!/bin/sh\nSPARK_LOCAL_IP=127.0.0.1 exec %s \"$@\"\n"
                        .formatted(command.stream()
                                .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
                                .collect(Collectors.joining(" "))));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"))
                .toAbsolutePath();
    }

    URI origin() {
        return URI.create(report.get("url").asString());
    }

    /** A subject whose representative has given a grant to the demo's bank. */
    String granted() {
        return report.get("granted").asString();
    }

    /** Of {@code officer}, {@code operator}, {@code auditor} or {@code representative}. */
    String token(String role) {
        return report.get("token").get(role).asString();
    }

    /**
     * Writes each table of its store as text, a row in a line, and beside them what its PostgreSQL has said.
     *
     * @return how many rows they have
     */
    long writeStore(Path folder) throws IOException, SQLException, ReflectiveOperationException {
        Files.createDirectories(folder);
        var jars = new ArrayList<java.net.URL>();
        try (var found = Files.newDirectoryStream(LIBRARIES, "postgresql-*.jar")) {
            for (var jar : found) {
                jars.add(jar.toUri().toURL());
            }
        }
        var service = lake.resolve(".service");
        Files.copy(service.resolve("postgres.log"), folder.resolve("postgres.log"));
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty(
                "password", Files.readString(service.resolve("store.key")).strip());
        var address = "jdbc:postgresql://127.0.0.1:%s/postgres"
                .formatted(Files.readString(service.resolve("postgres.port")).strip());
        long rows = 0;
        try (var loader = new URLClassLoader(jars.toArray(java.net.URL[]::new));
                var connection = loader.loadClass("org.postgresql.Driver")
                        .asSubclass(Driver.class)
                        .getDeclaredConstructor()
                        .newInstance()
                        .connect(address, login)) {
            for (var table : tables(connection)) {
                rows += write(connection, table, folder.resolve(table.replace('"', '_') + ".jsonl"));
            }
        }
        return rows;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("""
                        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1""")) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
        }
        return tables;
    }

    private static long write(Connection connection, String table, Path file) throws IOException, SQLException {
        long rows = 0;
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT to_jsonb(t)::text FROM %s t".formatted(table));
                var out = Files.newBufferedWriter(file)) {
            while (found.next()) {
                out.append(found.getString(1)).append('\n');
                rows++;
            }
        }
        return rows;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
