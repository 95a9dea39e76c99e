package vinelake.lake;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.LogStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dvinelake.race=200} writes so many versions instead of 60. */
class ConditionalPutLogStoreTest {

    private static final int VERSIONS = Integer.getInteger("vinelake.race", 60);

    @TempDir
    private static Path folder;

    private static S3Endpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        endpoint = S3Endpoint.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        endpoint.close();
    }

    @Test
    void aVersionIsWrittenOnceAndNamedTakenAfterwards() throws Exception {
        var configuration = S3Endpoint.configuration(endpoint.access());
        var store = new ConditionalPutLogStore(configuration);
        var version = path("once", 0);

        store.write(version, LogWriter.commit("first").iterator(), false, configuration);

        assertThatThrownBy(() -> store.write(version, LogWriter.commit("second").iterator(), false, configuration))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(lines(store, version, configuration)).isEqualTo(LogWriter.commit("first"));
    }

    @Test
    void whatMayBeOverwrittenIs() throws Exception {
        var configuration = S3Endpoint.configuration(endpoint.access());
        var store = new ConditionalPutLogStore(configuration);
        var checkpoint = new org.apache.hadoop.fs.Path(log("overwritten") + "/_last_checkpoint");

        store.write(checkpoint, List.of("10").iterator(), true, configuration);
        store.write(checkpoint, List.of("20").iterator(), true, configuration);

        assertThat(lines(store, checkpoint, configuration)).containsExactly("20");
    }

    @Test
    void aWriterThatFailsHalfwayLeavesTheVersionFree() throws Exception {
        var configuration = S3Endpoint.configuration(endpoint.access());
        var store = new ConditionalPutLogStore(configuration);
        var version = path("halfway", 0);
        var failing = new Iterator<String>() {
            private int count;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                if (count++ == 1) {
                    throw new IllegalStateException("planted");
                }
                return "{}";
            }
        };

        assertThatIllegalStateException().isThrownBy(() -> store.write(version, failing, false, configuration));
        store.write(version, LogWriter.commit("whole").iterator(), false, configuration);

        assertThat(lines(store, version, configuration)).isEqualTo(LogWriter.commit("whole"));
    }

    @Test
    void aCommitWhoseAnswerWasLostIsItsWritersOwn() throws Exception {
        try (var relay = LosingRelay.start(endpoint.port())) {
            var configuration = S3Endpoint.configuration(S3Endpoint.access(relay.port()));
            var store = new ConditionalPutLogStore(configuration);
            var version = path("lost", 0);
            relay.loseNextAnswer();

            store.write(version, LogWriter.commit("ours").iterator(), false, configuration);

            assertThat(relay.lost()).isOne();
            assertThat(lines(store, version, configuration)).isEqualTo(LogWriter.commit("ours"));
        }
    }

    @Test
    void aLostRefusalLeavesTheVersionToTheOther() throws Exception {
        try (var relay = LosingRelay.start(endpoint.port())) {
            var configuration = S3Endpoint.configuration(S3Endpoint.access(relay.port()));
            var store = new ConditionalPutLogStore(configuration);
            var version = path("refused", 0);
            store.write(version, LogWriter.commit("other").iterator(), false, configuration);
            relay.loseNextAnswer();

            assertThatThrownBy(
                            () -> store.write(version, LogWriter.commit("ours").iterator(), false, configuration))
                    .isInstanceOf(FileAlreadyExistsException.class);

            assertThat(relay.lost()).isOne();
        }
    }

    /** The same text says nothing about its writer where no transaction is named in it. */
    @Test
    void aCommitWithoutATransactionIsNeverTakenForOnesOwn() throws Exception {
        var configuration = S3Endpoint.configuration(endpoint.access());
        var store = new ConditionalPutLogStore(configuration);
        var version = path("nameless", 0);
        store.write(version, List.of("{}").iterator(), false, configuration);

        assertThatThrownBy(() -> store.write(version, List.of("{}").iterator(), false, configuration))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theStoreHeedsTheCondition() throws Exception {
        ConditionalPutLogStore.requireHeeded(
                URI.create("s3a://" + S3Endpoint.BUCKET + "/probed"), S3Endpoint.configuration(endpoint.access()));

        assertThat(folder.resolve("data/city/probed")).isEmptyDirectory();
    }

    @Test
    void twoProcessesWriteEveryVersionOnce() throws Exception {
        var first = writer();
        var second = writer();
        var writers = List.of(first, second);
        var records = new ArrayList<BufferedReader>();
        for (var writer : writers) {
            var record = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
            assertThat(record.readLine()).isEqualTo("ready");
            records.add(record);
        }
        for (var writer : writers) {
            writer.getOutputStream().write('\n');
            writer.getOutputStream().flush();
        }
        var won = new ArrayList<Map<Integer, String>>();
        int refused = 0;
        for (var record : records) {
            var lines = record.lines().map(line -> line.split(" ")).toList();
            var wins = lines.stream()
                    .filter(line -> !line[1].equals("-"))
                    .collect(toMap(line -> Integer.valueOf(line[0]), line -> line[1]));
            won.add(wins);
            refused += lines.size() - wins.size();
        }
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();

        var log = logOf("race");
        int lost = 0;
        int overwritten = 0;
        for (var wins : won) {
            for (var win : wins.entrySet()) {
                lost += log.containsKey(win.getKey()) ? 0 : 1;
                overwritten += log.getOrDefault(win.getKey(), win.getValue()).equals(win.getValue()) ? 0 : 1;
            }
        }
        System.out.printf(
                "versions %d, won %d + %d, refused %d, lost %d, overwritten %d%n",
                log.size(), won.get(0).size(), won.get(1).size(), refused, lost, overwritten);

        assertThat(log).hasSize(VERSIONS);
        assertThat(lost + overwritten).isZero();
        var both = new TreeMap<>(won.get(0));
        both.putAll(won.get(1));
        assertThat(both).isEqualTo(log);
        assertThat(won.get(0).size() + won.get(1).size()).isEqualTo(VERSIONS);
    }

    private static Process writer() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogWriter.class.getName(),
                        String.valueOf(endpoint.port()),
                        log("race"),
                        String.valueOf(VERSIONS))
                .redirectError(folder.resolve("writers.log").toFile())
                .start();
    }

    /** Read from the endpoint's own folder, past all that is tested. */
    private static Map<Integer, String> logOf(String name) throws IOException {
        var log = new TreeMap<Integer, String>();
        try (var files =
                Files.list(folder.resolve("data").resolve(S3Endpoint.BUCKET).resolve(name))) {
            for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                var version = Integer.parseInt(file.getFileName().toString().replace(".json", ""));
                var transaction = Files.readString(file).replaceAll("(?s).*\"txnId\":\"([^\"]+)\".*", "$1");
                assertThat(Files.readAllLines(file)).isEqualTo(LogWriter.commit(transaction));
                assertThat(UUID.fromString(transaction)).hasToString(transaction);
                log.put(version, transaction);
            }
        }
        return log;
    }

    private static List<String> lines(LogStore store, org.apache.hadoop.fs.Path path, Configuration configuration)
            throws IOException {
        var lines = new ArrayList<String>();
        try (var read = store.read(path, configuration)) {
            read.forEachRemaining(lines::add);
        }
        return lines;
    }

    private static String log(String name) {
        return "s3a://%s/%s".formatted(S3Endpoint.BUCKET, name);
    }

    private static org.apache.hadoop.fs.Path path(String log, int version) {
        return LogWriter.path(new org.apache.hadoop.fs.Path(log(log)), version);
    }
}
