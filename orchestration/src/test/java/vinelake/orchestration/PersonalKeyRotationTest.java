package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.audit.PersonalDataScan;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;

@ExtendWith(SharedSpark.class)
class PersonalKeyRotationTest {

    private static final PersonalHash FIRST = key(1);
    private static final PersonalHash SECOND = key(2).after(FIRST);
    private static final LocalDate FILED = LocalDate.of(2026, 6, 30);

    private final SparkSession spark;
    private final ToyRefresh toy;
    private final Path landing;
    private final Lake lake;

    PersonalKeyRotationTest(SparkSession spark, @TempDir Path folder) throws IOException {
        this.spark = spark;
        toy = new ToyRefresh(spark, folder);
        landing = Files.createDirectory(folder.resolve("landing"));
        lake = toy.lake("lake", 1);
    }

    @Test
    void makesEveryHashThatOfTheNewKeySoThatRowsAreKnownAgainAndLeavesNoneOfTheFormer() throws IOException {
        var hub = toy.hub();
        var filing = "%s,2026-06-30,%s,是,%s";
        ToyHub.land(
                hub,
                landing,
                new Delivery(
                        DatasetName.parse("registry/firm"),
                        FILED,
                        List.of("%s,葡萄一号,%s".formatted(ToyHub.code(1), ToyHub.PERSONAL))));
        ToyHub.land(
                hub,
                landing,
                new Delivery(
                        DatasetName.parse("tax/filing"),
                        FILED,
                        List.of(
                                filing.formatted(ToyHub.code(1), "12345678901234.56", ToyHub.PERSONAL),
                                filing.formatted(ToyHub.code(2), "7.00", ""),
                                filing.formatted(ToyHub.code(3), "many", ToyHub.PERSONAL))));
        assertThat(take(FIRST, 1)).containsEntry("accepted", 3L).containsEntry("quarantined", 1L);
        PersonalKeyState.require(lake, FIRST);
        var former = FIRST.hash(ToyHub.PERSONAL);
        assertThat(count(former)).isPositive();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PersonalKeyState.require(lake, SECOND))
                .withMessageContaining("is version 2, the lake's hashes are of version 1");

        assertThatIllegalStateException()
                .isThrownBy(() -> new PersonalKeyRotation(hub, lake, SECOND, killedAfterOneTable()).run())
                .withMessage("killed");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PersonalKeyState.require(lake, SECOND))
                .withMessageContaining("did not end");
        new PersonalKeyRotation(hub, lake, SECOND, Progress.SILENT).run();

        PersonalKeyState.require(lake, SECOND);
        assertThat(count(former)).isZero();
        for (var dataset : List.of("registry/firm", "tax/filing")) {
            var contract = hub.contract(DatasetName.parse(dataset));
            var personal = contract.columns().stream()
                    .filter(c -> c.isPersonal())
                    .findFirst()
                    .orElseThrow()
                    .name();
            assertThat(lake.read(Table.records(contract))
                            .where(col(personal).isNotNull())
                            .select(personal)
                            .distinct()
                            .collectAsList())
                    .as(dataset)
                    .extracting(row -> row.getString(0))
                    .containsExactly(SECOND.hash(ToyHub.PERSONAL));
        }
        assertThat(lake.read(Tables.QUARANTINE).head().<String>getAs("text_hash"))
                .startsWith("v2:");

        // The same rows once more, in other files: the lake knows each of them.
        for (var name : List.of("registry/firm_2026-06-30", "tax/filing_2026-06-30")) {
            var file = landing.resolve(name + ".csv");
            Files.writeString(landing.resolve(name + "_again.csv"), Files.readString(file) + "\n");
        }
        assertThat(take(SECOND, 2))
                .containsEntry("read", 4L)
                .containsEntry("accepted", 0L)
                .containsEntry("duplicate", 2L)
                .containsEntry("unchanged", 1L)
                .containsEntry("quarantined", 1L);
        assertThat(new PersonalKeyRotation(hub, lake, SECOND, Progress.SILENT).run())
                .isEmpty();
    }

    @Test
    void refusesRowsWhoseHashDoesNotFollowFromThem() {
        var hub = toy.hub();
        var dataset = DatasetName.parse("registry/firm");
        ToyHub.land(
                hub,
                landing,
                new Delivery(dataset, FILED, List.of("%s,葡萄一号,%s".formatted(ToyHub.code(1), ToyHub.PERSONAL))));
        take(FIRST, 1);
        var records = Table.records(hub.contract(dataset));
        lake.rewrite(
                records,
                rows -> rows.withColumn(Lake.HIT, org.apache.spark.sql.functions.lit(true)),
                rows -> rows.withColumn("name", org.apache.spark.sql.functions.lit("葡萄二号")));
        long version = lake.version(records).orElseThrow();

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> new PersonalKeyRotation(hub, lake, SECOND, Progress.SILENT).run())
                .withStackTraceContaining("does not follow from its columns");

        assertThat(lake.version(records)).hasValue(version);
    }

    private Map<String, Long> take(PersonalHash hash, int run) {
        var hub = toy.hub();
        var at = Instant.parse("2026-07-01T08:00:00Z").plusSeconds(run);
        var context = new JobContext(
                "run-" + run, ToyHub.AS_OF, at, Clock.systemUTC(), hub, lake, Progress.SILENT, Optional.empty());
        return RefreshPlan.of(hub, landing, Optional.of(hash), Optional.empty())
                .ingest()
                .run(context);
    }

    private long count(String value) {
        return new PersonalDataScan(spark, List.of(value))
                .scan(lake.root(), file -> !file.startsWith("landing/")).findings().stream()
                        .filter(f -> f.kind().equals(PersonalDataScan.KNOWN))
                        .mapToLong(PersonalDataScan.Finding::count)
                        .sum();
    }

    private static Progress killedAfterOneTable() {
        return new Progress() {
            private int tables;

            @Override
            public void at(String detail) {
                if (++tables > 1) {
                    throw new IllegalStateException("killed");
                }
            }
        };
    }

    private static PersonalHash key(int version) {
        var bytes = new byte[32];
        bytes[0] = (byte) version;
        return PersonalHash.of(bytes, version);
    }
}
