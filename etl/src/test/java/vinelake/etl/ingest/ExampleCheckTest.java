package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.lake.Made;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class ExampleCheckTest {

    private static final Contract NOTICE = new Contract(
            new DatasetName("a", "x"),
            "1.0.0",
            "x",
            "0123456789abcdef",
            Mode.APPEND,
            "a/x.csv",
            new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
            List.of(new ContractColumn(
                    "published_at",
                    "公布时间",
                    "公布时间",
                    ColumnType.of(ColumnType.Kind.TIMESTAMP),
                    true,
                    false,
                    false,
                    Optional.empty(),
                    Map.of())),
            Set.of(),
            Set.of(),
            List.of(),
            "test",
            Optional.empty(),
            new Section("x", Section.Disclosure.OPEN),
            60);

    private final SparkSession spark;

    ExampleCheckTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void readsMomentsOnTheHubsClockWhateverTheMachineSays() {
        var hub = Made.hub(NOTICE);
        var noon = example("2026-06-01T04:00:00Z", "2026-06-01 12:00:00");
        var fraction = example("2026年6月1日 12时30分", "2026-06-01 12:30:00");
        var wrong = example("2026-06-01 12:00:00.25", "2026-06-01 12:00:00");

        var problems = new ExampleCheck(spark, hub).run(Map.of(NOTICE.name(), List.of(noon, fraction, wrong)));

        assertThat(problems)
                .singleElement()
                .satisfies(p -> assertThat(p.toString())
                        .contains("published_at is '2026-06-01 12:00:00.25', the example says '2026-06-01 12:00:00'"));
    }

    private static ContractExample example(String delivered, String expected) {
        return new ContractExample(delivered, Map.of("公布时间", delivered), Map.of("published_at", expected), List.of());
    }
}
