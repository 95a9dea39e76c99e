package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real S3 endpoint on loopback, in a process of its own. It keeps objects as files: what it holds is read past it. */
final class Endpoint implements AutoCloseable {

    private final ProcessGroup process;
    private final int port;

    private Endpoint(ProcessGroup process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where the endpoint's libraries are, from the home of the source tree. */
    static Path libraries(Path home) {
        return home.resolve("lake/s3proxy/target/lib");
    }

    /** @param folder objects become files of its sub-folder {@code data/BUCKET} */
    static Endpoint start(Path home, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("data").resolve(Site.BUCKET));
        int port = Site.freePort();
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
                        port, Site.ACCESS_KEY, Site.SECRET_KEY, folder.resolve("data")));
        Files.writeString(folder.resolve("logback.xml"), "<configuration><root level=\"warn\"/></configuration>");
        var log = folder.resolve("s3proxy.log");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                folder + ":" + libraries(home) + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.resolve("s3proxy.properties").toString());
        var endpoint = new Endpoint(ProcessGroup.start(command, Map.of(), log), port);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline && endpoint.process.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return endpoint;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        endpoint.close();
        throw new IOException("the S3 endpoint does not listen: " + Files.readString(log));
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.kill();
    }
}
