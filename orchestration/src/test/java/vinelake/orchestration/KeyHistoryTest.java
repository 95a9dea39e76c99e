package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.lake.CommitNote;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class KeyHistoryTest {

    private static final Contract FIRM = new Contract(
            DatasetName.parse("registry/firm"),
            "1.0.0",
            "firm",
            "0123456789abcdef",
            Mode.SNAPSHOT,
            "registry/firm_{as_of_date}.csv",
            new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
            List.of(column("code", true, false), column("name", false, false), column("phone", false, true)),
            Set.of(),
            Set.of(),
            List.of(),
            "test",
            Optional.empty(),
            new Section("firm", Section.Disclosure.OPEN),
            60);

    /** The deliveries of docs/clocks.md: January, March, then February late; the correction of February last. */
    private static final List<Row> CHANGES = List.of(
            change("F1", "甲", "2026-01-31", 1, 2L, false),
            change("F1", "新甲", "2026-02-28", 3, 2L, false),
            change("F2", "乙", "2026-02-28", 3, 3L, false),
            change("F1", "甲", "2026-03-31", 3, 2L, false),
            change("F2", "乙", "2026-03-31", 3, null, true),
            change("F1", "甲", "2026-02-28", 4, 2L, false));

    private final Lake lake;

    KeyHistoryTest(SparkSession spark, @TempDir Path folder) {
        lake = Lake.at(spark, folder.toUri());
        var table = Table.records(FIRM);
        lake.append(
                table, spark.createDataFrame(CHANGES, Lake.schema(table)).coalesce(1), new CommitNote("firm", "{}"));
    }

    @Test
    void showsWhatWasInForceAsItWasKnown() {
        assertThat(intervals("F1", 1)).containsExactly("2026-01-31 null 甲");
        assertThat(intervals("F1", 3))
                .containsExactly("2026-01-31 2026-02-28 甲", "2026-02-28 2026-03-31 新甲", "2026-03-31 null 甲");
        assertThat(intervals("F1", 4)).containsExactly("2026-01-31 null 甲");
        assertThat(intervals("F2", 2)).isEmpty();
        assertThat(intervals("F2", 4)).containsExactly("2026-02-28 2026-03-31 乙");
    }

    @Test
    void printsATableWithoutPersonalValues() {
        var history = KeyHistory.read(lake, FIRM, List.of("F2"), Optional.empty());

        assertThat(history.intervals().get(0))
                .containsEntry("phone", "v1:abcdef01")
                .containsEntry("line_number", "3");
        assertThat(history.text().lines().map(l -> l.replaceAll(" {2,}", "|")))
                .satisfiesExactly(
                        head -> assertThat(head).isEqualTo("from|to|code|name|phone|where|learned at"),
                        line -> assertThat(line)
                                .startsWith("2026-02-28|2026-03-31|F2|乙|v1:abcdef01|firm.csv:3|2026-04-03"));
    }

    private List<String> intervals(String code, int day) {
        return KeyHistory.read(lake, FIRM, List.of(code), Optional.of(received(day))).intervals().stream()
                .map(i -> "%s %s %s".formatted(i.get("valid_from"), i.get("valid_to"), i.get("name")))
                .toList();
    }

    private static Instant received(int day) {
        return Instant.parse("2026-04-0%dT08:00:00Z".formatted(day));
    }

    private static Row change(String code, String name, String asOf, int day, Long line, boolean isEnded) {
        return RowFactory.create(
                code,
                name,
                "v1:abcdef0123456789",
                "d" + day,
                "firm.csv",
                line,
                null,
                Date.valueOf(asOf),
                Timestamp.from(received(day)),
                (code + name).getBytes(StandardCharsets.UTF_8),
                isEnded);
    }

    private static ContractColumn column(String name, boolean isKey, boolean isPersonal) {
        return new ContractColumn(
                name,
                name,
                name,
                ColumnType.of(ColumnType.Kind.STRING),
                isKey,
                isKey,
                isPersonal,
                Optional.empty(),
                Map.of());
    }
}
