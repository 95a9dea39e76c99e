package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;

/**
 * Everything that a job may know of the world: jobs take no ambient time, path or session.
 *
 * @param asOf the business date that the run speaks for
 * @param knownAt the run sees what was received up to then
 * @param deliveries a replay sees just these; a run sees all
 * @param stop what jobs of many commits ask between them
 */
public record JobContext(
        String runId,
        LocalDate asOf,
        Instant knownAt,
        Clock clock,
        Hub hub,
        Lake lake,
        Progress progress,
        Optional<Set<String>> deliveries,
        StopSignal stop) {

    /** Of a run that nobody stops. */
    public JobContext(
            String runId,
            LocalDate asOf,
            Instant knownAt,
            Clock clock,
            Hub hub,
            Lake lake,
            Progress progress,
            Optional<Set<String>> deliveries) {
        this(runId, asOf, knownAt, clock, hub, lake, progress, deliveries, StopSignal.NEVER);
    }

    /**
     * The records of a dataset that this run may see: those that speak for days up to a date. Of a snapshot, the state
     * on that date.
     *
     * @param date at most the as-of date
     */
    public Dataset<Row> records(Contract contract, LocalDate date) {
        if (date.isAfter(asOf)) {
            throw new IllegalArgumentException(
                    "records of %s asked up to %s, the run speaks for %s. Allowed: a date up to that"
                            .formatted(contract.name(), date, asOf));
        }
        return Records.upTo(contract, known(Table.records(contract), "received_at"), date);
    }

    /** The rows of a history table that the run may see. */
    public Dataset<Row> known(Table table, String learnedAt) {
        var rows = lake.read(table).where(col(learnedAt).leq(lit(Timestamp.from(knownAt))));
        return deliveries.isPresent() && table.columnNames().contains("delivery_id")
                ? rows.where(col("delivery_id").isInCollection(deliveries.get()))
                : rows;
    }

    public Date asOfSql() {
        return Date.valueOf(asOf);
    }
}
