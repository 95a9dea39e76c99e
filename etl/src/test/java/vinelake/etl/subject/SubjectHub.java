package vinelake.etl.subject;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;
import vinelake.core.identifier.Uscc;
import vinelake.core.table.Table;
import vinelake.lake.CommitNote;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;

/** A hub whose registry delivers firms by their social credit code, and whose tax office names them as two parties. */
record SubjectHub(Lake lake) {

    static final LocalDate MAY = LocalDate.of(2026, 5, 31);
    static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    static final Contract FIRM = contract("registry/firm", Mode.SNAPSHOT, column("code", "uscc", true));
    static final Contract INVOICE = contract(
            "tax/invoice", Mode.APPEND, column("seller_code", "uscc", false), column("buyer_code", "uscc", false));
    static final Contract BROKER = contract(
            "customs/broker",
            Mode.APPEND,
            column("broker_number", "customs", false),
            column("organization_code", "organization_code", false));

    static final Hub HUB = new Hub(
            "test",
            Path.of("."),
            null,
            null,
            ZoneId.of("Asia/Shanghai"),
            new Hub.Spine(List.of(FIRM.name()), "uscc", "code", "enterprise"),
            Optional.empty(),
            List.of(FIRM, INVOICE, BROKER),
            null,
            null,
            null,
            null);

    /** A valid code of an enterprise in Suzhou; codes of higher numbers sort after those of lower ones. */
    static String code(int number) {
        return Uscc.withChecks("91320500MA%06d".formatted(number));
    }

    JobContext context(LocalDate asOf) {
        return context(asOf, knownAt(asOf));
    }

    JobContext context(LocalDate asOf, Instant knownAt) {
        return new JobContext("run", asOf, knownAt, Clock.systemUTC(), HUB, lake, Progress.SILENT, Optional.empty());
    }

    /** A run for a date starts eight hours after it. */
    static Instant knownAt(LocalDate asOf) {
        return asOf.plusDays(1).atTime(8, 0).toInstant(java.time.ZoneOffset.UTC);
    }

    /** A row of the registry's changes. */
    static Row firm(String code, LocalDate asOf, boolean isEnded) {
        return row(FIRM, asOf, isEnded ? null : 1L, isEnded, code);
    }

    void deliver(Contract contract, Row... rows) {
        deliver(contract, List.of(rows));
    }

    void deliver(Contract contract, List<Row> rows) {
        var table = Table.records(contract);
        lake.append(
                table,
                lake.spark().createDataFrame(rows, Lake.schema(table)).coalesce(1),
                new CommitNote("%s %s".formatted(contract.name(), lake.version(table)), "{}"));
    }

    /** Rows of an append dataset, on the lines from 2 on of one file. */
    static List<Row> lines(Contract contract, LocalDate asOf, String[]... values) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < values.length; i++) {
            rows.add(row(contract, asOf, i + 2L, null, (Object[]) values[i]));
        }
        return rows;
    }

    private static Row row(Contract contract, LocalDate asOf, Long line, Boolean isEnded, Object... values) {
        var all = new ArrayList<>(Arrays.asList(values));
        all.addAll(Arrays.asList(
                contract.name() + "@" + asOf,
                asOf + ".csv",
                line,
                line,
                Date.valueOf(asOf),
                Timestamp.from(knownAt(asOf)),
                Arrays.toString(values).getBytes(StandardCharsets.UTF_8)));
        if (isEnded != null) {
            all.add(isEnded);
        }
        return RowFactory.create(all.toArray());
    }

    private static Contract contract(String name, Mode mode, ContractColumn... columns) {
        return new Contract(
                DatasetName.parse(name),
                "1.0.0",
                name,
                "0123456789abcdef",
                mode,
                name + ".csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                List.of(columns),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section(name, Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(String name, String scheme, boolean isKey) {
        return new ContractColumn(
                name,
                name,
                name,
                ColumnType.of(ColumnType.Kind.STRING),
                isKey,
                isKey,
                false,
                Optional.of(scheme),
                Map.of());
    }
}
