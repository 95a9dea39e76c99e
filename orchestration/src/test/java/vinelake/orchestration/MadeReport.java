package vinelake.orchestration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Frequency;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;

/** A hub of three datasets that deliver each month, and lines of its ledger, without a lake. */
final class MadeReport {

    static final DatasetName FILING = DatasetName.parse("tax/filing");
    static final DatasetName STAFF = DatasetName.parse("insurance/staff");
    static final DatasetName LOAN = DatasetName.parse("bank/loan");
    static final List<DatasetName> DATASETS = List.of(LOAN, STAFF, FILING);
    static final String RULES = "1.0.0+0123456789ab";

    static Hub hub() {
        return new Hub(
                "藤湖<市>",
                Path.of("hub"),
                null,
                null,
                ZoneId.of("Asia/Shanghai"),
                new Hub.Spine(List.of(FILING), "uscc", "name", "enterprise"),
                Optional.empty(),
                List.of(contract(LOAN, "贷款"), contract(STAFF, "参保人数"), contract(FILING, "纳税申报")),
                null,
                null,
                null,
                null);
    }

    private static Contract contract(DatasetName name, String title) {
        return new Contract(
                name,
                "1.0.0",
                title,
                "0123456789abcdef",
                Mode.APPEND,
                Optional.empty(),
                name + "_{as_of_date}.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                Optional.empty(),
                Optional.empty(),
                List.of(new ContractColumn(
                        "amount",
                        "金额",
                        "金额",
                        new ColumnType(ColumnType.Kind.DECIMAL, 18, 2),
                        true,
                        false,
                        false,
                        Optional.empty(),
                        Map.of())),
                Set.of(),
                Set.of(),
                List.of(new RowRule("not_negative", "amount >= 0", "金额不小于 0")),
                "test",
                Optional.empty(),
                new Section(title, Section.Disclosure.OPEN),
                60,
                new Promises(Optional.empty(), List.of(), Optional.of(new Frequency(1, Frequency.Unit.MONTH, 15))));
    }

    /** An accepted delivery without duplicates. */
    static LedgerLine accepted(DatasetName dataset, String asOf, long read, long quarantined) {
        return line(dataset, asOf, LedgerLine.Status.ACCEPTED, read, quarantined, "run-" + asOf, asOf + "T20:00:00Z");
    }

    static LedgerLine held(DatasetName dataset, String asOf, String reason, String runId) {
        var line = line(dataset, asOf, LedgerLine.Status.HELD, 10, 1, runId, asOf + "T20:00:00Z");
        return new LedgerLine(
                line.deliveryId(),
                dataset,
                line.asOf(),
                line.receivedAt(),
                line.status(),
                line.read(),
                line.accepted(),
                line.quarantined(),
                line.duplicate(),
                line.unchanged(),
                line.files(),
                line.ruleVersion(),
                Optional.of(reason),
                runId,
                Optional.empty(),
                Optional.empty());
    }

    static LedgerLine line(
            DatasetName dataset,
            String asOf,
            LedgerLine.Status status,
            long read,
            long quarantined,
            String runId,
            String receivedAt) {
        return new LedgerLine(
                "%032x".formatted((dataset + asOf + receivedAt).hashCode() & 0xffffffffL),
                dataset,
                LocalDate.parse(asOf),
                Instant.parse(receivedAt),
                status,
                read,
                read - quarantined,
                quarantined,
                0,
                0,
                List.of(dataset + "_" + asOf + ".csv"),
                RULES,
                status == LedgerLine.Status.HELD ? Optional.of("held") : Optional.empty(),
                runId,
                Optional.empty(),
                Optional.empty());
    }

    /** The refused rows of a line, tried again by a run: some are taken in, some dismissed, some refused still. */
    static LedgerLine replay(
            LedgerLine line, String of, long refused, long dismissed, String runId, String receivedAt) {
        long read = line.quarantined() - dismissed;
        var again = line(
                line.dataset(), line.asOf().toString(), LedgerLine.Status.ACCEPTED, read, refused, runId, receivedAt);
        return new LedgerLine(
                again.deliveryId() + "r",
                again.dataset(),
                again.asOf(),
                again.receivedAt(),
                again.status(),
                read,
                again.accepted(),
                refused,
                0,
                0,
                again.files(),
                again.ruleVersion(),
                again.reason(),
                runId,
                Optional.empty(),
                Optional.of(new LedgerLine.Replay(of, dismissed)));
    }

    static RefusedRows refused(LedgerLine line, long rows, String... rules) {
        return new RefusedRows(line.deliveryId(), line.ruleVersion(), List.of(rules), rows);
    }

    static LakeFacts facts(List<LedgerLine> lines, List<RefusedRows> refused) {
        return new LakeFacts(
                lines,
                refused,
                List.of(),
                List.of(new LakeFacts.ReleaseLine(
                        "2026-05-31-00aa", LocalDate.of(2026, 5, 31), Instant.parse("2026-06-01T00:00:00Z"), 398_112)),
                400_004);
    }

    static RefreshReport.Run run(String runId, String asOf, String knownAt) {
        var at = Instant.parse(knownAt);
        return new RefreshReport.Run(
                runId,
                LocalDate.parse(asOf),
                at,
                at,
                at.plusSeconds(60),
                ExitCode.OK,
                "1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(new JobRun("ingest-deliveries", 1.5, Map.of("read", 7L))));
    }

    private MadeReport() {}
}
