package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCityTest {

    private static final LocalDate AS_OF = LocalDate.of(2025, 12, 31);

    @TempDir
    private Path folder;

    @Test
    void writesTheSameBytesOnAnyPartitionsAndInEveryRun() throws Exception {
        Map<String, String> first = digests(plan(7, 1), "one");

        assertThat(digests(plan(7, 3), "three")).isEqualTo(first);
        assertThat(digests(plan(7, 8), "eight")).isEqualTo(first);
        assertThat(digests(plan(7, 3), "again")).isEqualTo(first);
    }

    @Test
    void writesAnotherCityFromAnotherSeed() throws Exception {
        Map<String, String> seven = digests(plan(7, 2), "seven");
        Map<String, String> eight = digests(plan(8, 2), "eight");

        assertThat(eight.keySet()).isEqualTo(seven.keySet());
        assertThat(seven)
                .allSatisfy((file, digest) -> assertThat(eight.get(file)).isNotEqualTo(digest));
    }

    @Test
    void leavesNothingBesideLandingAndTruth() throws Exception {
        WriteCity.write(plan(7, 4), folder, subject -> {});

        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("landing", "truth");
        }
    }

    @Test
    void countsRowsAndBytesOfWhatItWrote() throws Exception {
        CityPlan plan = plan(7, 2);
        Report report = WriteCity.write(plan, folder, subject -> {});

        for (Feed feed : Feeds.ALL) {
            Report.Dataset dataset = report.datasets().stream()
                    .filter(d -> d.name().equals(feed.name()))
                    .findFirst()
                    .orElseThrow();
            var files = Delivered.of(feed, plan, folder);
            long bytes = 0;
            for (String file : files.keySet()) {
                bytes += Files.size(folder.resolve("landing").resolve(file));
            }
            assertThat(dataset.files()).isEqualTo(files.size());
            assertThat(dataset.rows())
                    .isEqualTo(files.values().stream().mapToLong(List::size).sum());
            assertThat(dataset.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void refusesToWriteOverAnotherCity() throws Exception {
        WriteCity.write(plan(7, 1), folder, subject -> {});

        assertThatThrownBy(() -> WriteCity.write(plan(7, 1), folder, subject -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is there already");
    }

    private static CityPlan plan(long seed, int partitions) {
        return new CityPlan(170, 18, AS_OF, seed, partitions);
    }

    private Map<String, String> digests(CityPlan plan, String name) throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        WriteCity.write(plan, out, subject -> {});
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(out.relativize(file).toString(), sha256(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
