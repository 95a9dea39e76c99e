package vinelake.lake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.hub.ObjectStore;
import vinelake.core.value.Secret;

/** A real S3 endpoint on loopback, in a process of its own: its libraries do not suit ours. */
final class S3Endpoint implements AutoCloseable {

    static final String ACCESS_KEY = "test-access";
    static final String SECRET_KEY = "test-secret";
    static final String BUCKET = "city";

    private static final Path LIBRARIES = Path.of("s3proxy", "target", "lib");
    private static final String MAIN = "org.gaul.s3proxy.Main";

    private final Process process;
    private final int port;

    private S3Endpoint(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param folder an empty one; objects become files of its sub-folder {@code data/city} */
    static S3Endpoint start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("data").resolve(BUCKET));
        int port = freePort();
        Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=unused
                jclouds.credential=unused
                jclouds.filesystem.basedir=%s
                """.formatted(
                        port, ACCESS_KEY, SECRET_KEY, folder.resolve("data")));
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger %msg%n</pattern></encoder>
                  </appender>
                  <root level="warn"><appender-ref ref="console"/></root>
                </configuration>
                """);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx512m",
                        "-cp",
                        folder + ":" + LIBRARIES.toAbsolutePath() + "/*",
                        MAIN,
                        "--properties",
                        folder.resolve("s3proxy.properties").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        var endpoint = new S3Endpoint(process, port);
        endpoint.awaitListening(folder.resolve("s3proxy.log"));
        return endpoint;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        close();
        throw new IOException("the S3 endpoint does not listen: " + Files.readString(log));
    }

    int port() {
        return port;
    }

    ObjectStoreAccess access() {
        return access(port);
    }

    /** The access by a port that leads to an endpoint. */
    static ObjectStoreAccess access(int port) {
        var store = new ObjectStore(
                Optional.of("http://127.0.0.1:" + port),
                Optional.of("us-east-1"),
                true,
                Optional.of(new ObjectStore.Keys(reference("ACCESS"), reference("SECRET"))));
        var secrets = Map.of("ACCESS", ACCESS_KEY, "SECRET", SECRET_KEY);
        return ObjectStoreAccess.of(
                store, secret -> secrets.get(secret.environment().orElseThrow()));
    }

    private static Secret reference(String name) {
        return new Secret(Optional.of(name), Optional.empty());
    }

    /** Hadoop's configuration of a client without Spark, whose file systems nobody else is given. */
    static Configuration configuration(ObjectStoreAccess access) {
        var configuration = new Configuration();
        access.settings().forEach(configuration::set);
        configuration.setBoolean("fs.s3a.impl.disable.cache", true);
        return configuration;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
