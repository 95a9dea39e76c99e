package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.HubFolder;
import vinelake.core.identifier.Uscc;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.ExampleCheck;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** Files of random schemas: the draft passes check, and under it the ingest reads every row of the file. */
@ExtendWith(SharedSpark.class)
class DraftReadsItsFileTest {

    private static final int FILES = 24;
    private static final long SEED = 20_260_630;

    private static final List<String> CHARSETS = List.of("UTF-8", "GB18030", "UTF-16", "Big5");
    private static final List<Character> DELIMITERS = List.of(',', '\t', '|', ';');

    private static final List<Function<Random, String>> KINDS = List.of(
            r -> String.valueOf(r.nextInt(2_000) - 1_000),
            r -> String.format("%,d.%02d", r.nextInt(10_000_000), r.nextInt(100)),
            r -> "(%d.50)".formatted(r.nextInt(1_000)),
            r -> r.nextInt(100) + ".0",
            r -> "%.12e".formatted(r.nextDouble()),
            r -> "%04d".formatted(r.nextInt(10_000)),
            r -> LocalDate.of(2020, 1, 1).plusDays(r.nextInt(2_000)).toString(),
            r -> "%d年%d月%d日".formatted(2020 + r.nextInt(6), 1 + r.nextInt(12), 1 + r.nextInt(28)),
            r -> "2026%02d%02d".formatted(1 + r.nextInt(12), 1 + r.nextInt(28)),
            r -> "2026-06-%02d %02d:00:01".formatted(1 + r.nextInt(30), r.nextInt(24)),
            r -> String.valueOf(1_593_532_800_000L + r.nextInt(1_000_000)),
            r -> r.nextBoolean() ? "是" : "否",
            r -> r.nextBoolean() ? "Y" : "N",
            r -> Uscc.withChecks("9199999%09d".formatted(r.nextInt(1_000_000_000))),
            r -> "139%08d".formatted(r.nextInt(100_000_000)),
            r -> "王李張".charAt(r.nextInt(3)) + "小" + "明文英".charAt(r.nextInt(3)),
            r -> List.of("甲, 乙", "say \"yes\"", "two\nlines", "有限公司", " x ", "a;b|c", "#1", "- a", "null", "yes")
                    .get(r.nextInt(10)),
            r -> "");

    private static final List<String> HEADERS = List.of(
            "金額", "Col A", "日期", "id", "備註: 其他", "x#1", "編號", "是否", "電話", "a,b", "\"quoted\"", "yes", "名稱", "數量(元)");

    private final SparkSession spark;
    private final Path folder;

    DraftReadsItsFileTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
    }

    @Test
    void readsEveryRowOfTheFileThatItWasDraftedFrom() throws IOException {
        var landing = Files.createDirectories(folder.resolve("hub/landing"));
        var random = new Random(SEED);
        var wishes = new Draft.Wishes(
                Optional.of("random"), Optional.empty(), Optional.of(landing), ZoneId.of("Asia/Shanghai"));
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < FILES; i++) {
            var file = landing.resolve("random/%s.csv".formatted((char) ('a' + i)));
            Files.createDirectories(file.getParent());
            write(file, random);
            drafts.addAll(Draft.of(List.of(file), wishes, folder));
        }
        DraftedHub.write(folder.resolve("hub"), drafts);
        var hub = HubFolder.load(folder.resolve("hub"));

        assertThat(new ExampleCheck(spark, hub).run(HubFolder.examples(hub.folder())))
                .isEmpty();

        var ingest = new IngestDeliveries(hub, landing, Optional.of(PersonalHash.of(new byte[32], 1)));
        ingest.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                Lake.at(spark, folder.resolve("lake").toUri()),
                Progress.SILENT,
                Optional.empty()));

        assertThat(ingest.seen()).hasSize(FILES);
        assertThat(ingest.seen().stream().filter(Delivery::isHeld).map(Delivery::reason))
                .isEmpty();
        for (var delivery : ingest.seen()) {
            assertThat(delivery.counts().read()).as("%s", delivery.dataset()).isPositive();
            assertThat(delivery.counts().quarantined())
                    .as("%s", delivery.dataset())
                    .isZero();
        }
    }

    private static void write(Path file, Random random) throws IOException {
        var charset = Charset.forName(CHARSETS.get(random.nextInt(CHARSETS.size())));
        char delimiter = DELIMITERS.get(random.nextInt(DELIMITERS.size()));
        int width = 2 + random.nextInt(7);
        var headers = new ArrayList<>(HEADERS);
        java.util.Collections.shuffle(headers, random);
        var kinds = IntStream.range(0, width)
                .mapToObj(i -> KINDS.get(random.nextInt(KINDS.size())))
                .toList();
        var lines = new ArrayList<String>();
        if (random.nextInt(4) > 0) {
            lines.add(line(headers.subList(0, width), delimiter));
        }
        int rows = 1 + random.nextInt(60);
        for (int i = 0; i < rows; i++) {
            var fields = kinds.stream()
                    .map(kind -> random.nextInt(10) == 0
                            ? List.of("", " ", "无", "NULL", "-").get(random.nextInt(5))
                            : kind.apply(random))
                    .toList();
            lines.add(line(fields, delimiter));
        }
        // Big5 has none of the simplified characters.
        var text = String.join(random.nextBoolean() ? "\r\n" : "\n", lines);
        Files.write(
                file,
                (charset.name().equals("Big5") ? text.replace('无', '無').replace("有限公司", "有限公司") : text)
                        .getBytes(charset));
    }

    private static String line(List<String> fields, char delimiter) {
        return fields.stream()
                .map(field ->
                        field.matches("(?s).*[\",;|\\t\\r\\n].*") ? "\"" + field.replace("\"", "\"\"") + "\"" : field)
                .collect(Collectors.joining(String.valueOf(delimiter)));
    }
}
