package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
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
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** Deliveries of fixed width (定长文本), as an older system of a department writes them: padded to bytes of GB18030. */
@ExtendWith(SharedSpark.class)
class FixedWidthTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    /** Code, name, an ignored column, a phone number that nobody may see, amount. */
    private static final List<Integer> WIDTHS = List.of(4, 10, 2, 5, 8);

    private static final Contract PAYMENT = contract(
            column("code", "#1", ColumnType.of(ColumnType.Kind.STRING), true, false),
            column("name", "#2", ColumnType.of(ColumnType.Kind.STRING), true, false),
            column("phone", "#4", ColumnType.of(ColumnType.Kind.STRING), false, true),
            column("paid_cny", "#5", ColumnType.decimal(10, 2), true, false));

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path landing;

    FixedWidthTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void emptyInbox() throws IOException {
        landing = Files.createDirectories(folder.resolve("landing/a"));
    }

    @Test
    void takesFieldsByTheirBytes() throws IOException {
        deliver(row("A1", "苏州一厂", "x", "", "100.50"), row("A2", "b", "y", "", "    7"));

        assertThat(ingest().counts()).isEqualTo(new Delivery.Counts(2, 2, 0, 0, 0, 0));
        assertThat(rows(Table.records(PAYMENT), "code", "name", "phone", "paid_cny", "line_number", "byte_offset"))
                .containsExactlyInAnyOrder("[A1,苏州一厂,null,100.50,1,0]", "[A2,b,null,7.00,2,30]");
    }

    @Test
    void refusesRowsThatAreTooShortOrTooLong() throws IOException {
        var whole = row("A1", "甲", "x", "", "1");
        deliver(whole, whole.stripTrailing(), whole + "0", row("A2", "乙", "x", "", "2"));

        assertThat(ingest().counts()).isEqualTo(new Delivery.Counts(4, 2, 2, 0, 0, 0));
        // The row cannot be cut, and a phone number may stand anywhere in it.
        assertThat(rows(Tables.QUARANTINE, "line_number", "rules", "text"))
                .containsExactlyInAnyOrder("[2,ArraySeq(field_count),null]", "[3,ArraySeq(field_count),null]");
    }

    @Test
    void masksWhatIsPersonalOrNotTakenAndKeepsTheRestInItsPlace() throws IOException {
        deliver(row("A1", "甲", "x", "55501", "many"));

        assertThat(ingest().counts()).isEqualTo(new Delivery.Counts(1, 0, 1, 0, 0, 0));
        assertThat(rows(Tables.QUARANTINE, "rules", "text"))
                .containsExactly("[ArraySeq(paid_cny.type),A1  甲        *******many    ]");
    }

    @Test
    void holdsAFileWhoseFirstRowIsNotAsLongAsItsFieldsAreWide() throws IOException {
        deliver("A1,甲,x,,1", row("A2", "乙", "x", "", "2"));

        assertThat(ingest().reason().orElseThrow())
                .contains("a/x_2026-06.txt: line 1 is not as long as its fields are wide, 29 bytes");
    }

    private static String row(String... fields) {
        var row = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            row.append(fields[i]);
            row.append(" ".repeat(WIDTHS.get(i) - fields[i].getBytes(GB18030).length));
        }
        return row.toString();
    }

    private void deliver(String... rows) throws IOException {
        Files.write(landing.resolve("x_2026-06.txt"), List.of(rows), GB18030);
    }

    private Delivery ingest() {
        var hub = Made.hub(PAYMENT);
        var job = new IngestDeliveries(hub, folder.resolve("landing"), Optional.of(PersonalHash.of(new byte[32], 1)));
        job.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake(),
                Progress.SILENT,
                Optional.empty()));
        return job.seen().get(0);
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private List<String> rows(Table table, String... columns) {
        return lake().read(table).selectExpr(columns).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }

    private static Contract contract(ContractColumn... columns) {
        return new Contract(
                new DatasetName("a", "x"),
                "1.0.0",
                "x",
                "0123456789abcdef",
                Mode.APPEND,
                "a/x_{as_of_date}.txt",
                TextFormat.ofWidths(GB18030, WIDTHS, false),
                List.of(columns),
                Set.of("#3"),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(
            String name, String source, ColumnType type, boolean isRequired, boolean isPersonal) {
        return new ContractColumn(
                name, source, source, type, isRequired, false, isPersonal, Optional.empty(), Map.of());
    }
}
