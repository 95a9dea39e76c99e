package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.StoredFile;

/** Rows that an earlier delivery has brought are duplicates, whatever days they speak of and in which order they come. */
@ExtendWith(SharedSpark.class)
class EarlierRowsTest {

    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

    /** More than are read twice before a filter is made, so that both ways are taken. */
    private static final int ROWS = 45_000;

    private static final int DELIVERIES = 4;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    EarlierRowsTest(SparkSession spark) {
        this.spark = spark;
    }

    /** On which day after the first a row is. */
    private enum Days {
        /** Each delivery speaks of its own month, and some rows are late. */
        MOVING_ON {
            @Override
            int of(int delivery, int row, Random random) {
                return 30 * (delivery - (row % 20 == 0 && delivery > 0 ? 1 : 0)) + random.nextInt(30);
            }
        },
        /** Each speaks of all of them. */
        THE_SAME {
            @Override
            int of(int delivery, int row, Random random) {
                return random.nextInt(90);
            }
        },
        /** The later in its file, the earlier the day: again and again the filter does not reach far enough. */
        BACKWARDS {
            @Override
            int of(int delivery, int row, Random random) {
                return 300 - row / (ROWS / 300);
            }
        };

        abstract int of(int delivery, int row, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void areFoundAsASetOfRowsFindsThem(Days days) throws IOException {
        requireAgreement(contract(true), days);
    }

    @Test
    void areFoundWhereRowsNeedNoDay() throws IOException {
        requireAgreement(contract(false), Days.MOVING_ON);
    }

    @Test
    void areFoundWhenTheirFilesWereJoined() throws IOException {
        var contract = contract(true);
        deliver("2026-01-31", List.of("A,2026-01-05", "B,2026-01-06"));
        deliver("2026-02-28", List.of("C,2026-02-05", "A,2026-01-05"));
        assertThat(ingest(contract, "2026-02-28")).isEqualTo(new Counts(4, 3, 0, 1, 0, 0));
        deliver("2026-03-31", List.of("D,2026-03-05"));
        assertThat(ingest(contract, "2026-03-31")).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
        var lake = Lake.at(spark, folder.resolve("lake").toUri());
        var apart = days(lake, contract);
        assertThat(apart).hasSizeGreaterThan(1);
        assertThat(apart)
                .extracting(StoredFile.Days::first)
                .contains(LocalDate.of(2026, 1, 5), LocalDate.of(2026, 3, 5));

        DeltaTable.forPath(spark, lake.location(Table.records(contract)).toString())
                .optimize()
                .executeCompaction();

        assertThat(days(lake, contract))
                .containsExactly(new StoredFile.Days(LocalDate.of(2026, 1, 5), LocalDate.of(2026, 3, 5)));
        deliver("2026-04-30", List.of("B,2026-01-06", "D,2026-03-05", "D,2026-03-06", "E,2026-04-01"));
        assertThat(ingest(contract, "2026-04-30")).isEqualTo(new Counts(4, 2, 0, 2, 0, 0));
    }

    private static List<StoredFile.Days> days(Lake lake, Contract contract) {
        return lake.files(Table.records(contract)).stream()
                .map(file -> file.days("day").orElseThrow())
                .toList();
    }

    private void requireAgreement(Contract contract, Days days) throws IOException {
        var random = new Random(days.ordinal());
        var seen = new HashSet<String>();
        for (int delivery = 0; delivery < DELIVERIES; delivery++) {
            var rows = new ArrayList<String>();
            for (int row = 0; row < ROWS; row++) {
                // A fifth of the codes comes again on most days: in this delivery, or in another one.
                int code = row % 5 == 0 ? random.nextInt(50) : random.nextInt(1_000_000);
                rows.add("C%d,%s".formatted(code, FIRST_DAY.plusDays(days.of(delivery, row, random))));
            }
            var asOf = FIRST_DAY.plusMonths(delivery + 1).minusDays(1).toString();
            deliver(asOf, rows);
            long accepted = rows.stream().filter(seen::add).count();

            assertThat(ingest(contract, asOf)).isEqualTo(new Counts(ROWS, accepted, 0, ROWS - accepted, 0, 0));
        }
        assertThat(seen).hasSizeLessThan(DELIVERIES * ROWS * 9 / 10);
    }

    private void deliver(String asOf, List<String> rows) throws IOException {
        var lines = new ArrayList<>(List.of("code,day"));
        lines.addAll(rows);
        Files.write(Files.createDirectories(folder.resolve("landing/a")).resolve("x_%s.csv".formatted(asOf)), lines);
    }

    /** @return counts of what was taken in by this run */
    private Counts ingest(Contract contract, String asOf) {
        var job = new IngestDeliveries(hub(contract), folder.resolve("landing"), Optional.empty());
        var counts = job.run(context(contract, asOf));
        return new Counts(
                counts.get("read"),
                counts.get("accepted"),
                counts.get("quarantined"),
                counts.get("duplicate"),
                counts.get("unchanged"),
                0);
    }

    private JobContext context(Contract contract, String asOf) {
        return new JobContext(
                "run-" + asOf,
                LocalDate.parse(asOf),
                Instant.parse(asOf + "T20:00:00Z"),
                Clock.systemUTC(),
                hub(contract),
                Lake.at(spark, folder.resolve("lake").toUri()),
                Progress.SILENT,
                Optional.empty());
    }

    private static Hub hub(Contract contract) {
        return Made.hub(contract);
    }

    private static Contract contract(boolean isDayRequired) {
        return new Contract(
                new DatasetName("a", "x"),
                "1.0.0",
                "x",
                "0".repeat(64),
                Mode.APPEND,
                "a/x_{as_of_date}.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
                List.of(
                        column("code", ColumnType.Kind.STRING, true),
                        column("day", ColumnType.Kind.DATE, isDayRequired)),
                Set.of(),
                Set.of(),
                List.of(),
                "none",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                12);
    }

    private static ContractColumn column(String name, ColumnType.Kind kind, boolean isRequired) {
        return new ContractColumn(
                name, name, name, ColumnType.of(kind), isRequired, false, false, Optional.empty(), Map.of());
    }
}
