package vinelake.orchestration;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import vinelake.core.table.Tables;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.StoredFile;
import vinelake.models.release.Releases;
import vinelake.models.release.Releases.Release;
import vinelake.orchestration.LakeFacts.Decided;
import vinelake.orchestration.LakeFacts.ReleaseLine;

/** Reads the facts with a session that is open. */
final class FactsBySpark {

    static LakeFacts read(Lake lake) {
        return read(lake, new Ledger(lake).lines(), new Releases(lake).all());
    }

    /**
     * @param lines all of the ledger
     * @param releases all of them, the current one last
     */
    static LakeFacts read(Lake lake, List<Delivery> lines, List<Release> releases) {
        return new LakeFacts(
                Ledger.standing(lines).values().stream().map(FactsBySpark::line).toList(),
                refused(lake),
                new Decisions(lake).all().stream().map(FactsBySpark::decided).toList(),
                releases.stream()
                        .map(r -> new ReleaseLine(r.releaseId(), r.asOf(), r.createdAt(), r.profileCount()))
                        .toList(),
                subjects(lake));
    }

    /** One query: a row for each delivery and set of rules. */
    private static List<RefusedRows> refused(Lake lake) {
        return lake
                .read(Tables.QUARANTINE)
                .groupBy("delivery_id", "rule_version", "rules")
                .count()
                .collectAsList()
                .stream()
                .map(FactsBySpark::refused)
                .toList();
    }

    private static RefusedRows refused(Row row) {
        return new RefusedRows(row.getString(0), row.getString(1), row.getList(2), row.getLong(3));
    }

    private static LedgerLine line(Delivery d) {
        return new LedgerLine(
                d.deliveryId(),
                d.dataset(),
                d.asOfDate(),
                d.receivedAt(),
                LedgerLine.Status.valueOf(d.status().name()),
                d.counts().read(),
                d.counts().accepted(),
                d.counts().quarantined(),
                d.counts().duplicate(),
                d.counts().unchanged(),
                d.files().stream().map(Delivery.FileDigest::name).toList(),
                d.ruleVersion(),
                d.reason(),
                d.runId(),
                d.decisionId(),
                d.replay().map(r -> new LedgerLine.Replay(r.repairs(), r.dismissed())));
    }

    private static Decided decided(Decision d) {
        return new Decided(
                d.decisionId(),
                d.kind().name().toLowerCase(Locale.ROOT),
                d.dataset(),
                d.deliveryId(),
                d.reason(),
                d.decidedBy(),
                d.decidedAt());
    }

    /** From the log, which has the number of rows of each file; a file of another program may lack it. */
    private static long subjects(Lake lake) {
        var rows = lake.files(Tables.SUBJECT).stream().map(FactsBySpark::rows).toList();
        return rows.stream().anyMatch(r -> r < 0)
                ? lake.read(Tables.SUBJECT).count()
                : rows.stream().mapToLong(Long::longValue).sum();
    }

    private static long rows(StoredFile file) {
        return Json.read(file.statistics().orElse("{}")).path("numRecords").asLong(-1);
    }

    private FactsBySpark() {}
}
