package vinelake.lake;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.DatasetName;

/**
 * A line of the ledger: what became of a delivery. As JSON it lies in the commit on the records table.
 *
 * @param counts of a held delivery: what it would have had, for people; nothing sums them
 * @param reason why it is held, or rejected; none for an accepted one
 * @param decisionId the decision on it that was in force when it was judged
 * @param manifest SHA-256 over the sender's manifests for it
 * @param declaredRows how many rows the sender says it has
 * @param replay of rows that were refused before; none for what was delivered
 */
public record Delivery(
        String deliveryId,
        DatasetName dataset,
        LocalDate asOfDate,
        Instant receivedAt,
        Status status,
        Counts counts,
        List<FileDigest> files,
        String ruleVersion,
        Optional<String> reason,
        String runId,
        Optional<String> decisionId,
        Optional<String> manifest,
        Optional<Long> declaredRows,
        Optional<Replay> replay) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What became of it as a whole. */
    public enum Status {
        ACCEPTED,
        HELD,
        /** By somebody who decided so: it is no longer held, and never taken in. */
        REJECTED;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The accounting law holds by construction: nobody can make counts that break it.
     *
     * @param ended keys that a snapshot no longer holds; they were not read
     */
    public record Counts(long read, long accepted, long quarantined, long duplicate, long unchanged, long ended) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        public Counts {
            if (read != accepted + quarantined + duplicate + unchanged) {
                throw new IllegalArgumentException(
                        "accounting law broken: read %d, accepted %d + quarantined %d + duplicate %d + unchanged %d = %d"
                                .formatted(
                                        read,
                                        accepted,
                                        quarantined,
                                        duplicate,
                                        unchanged,
                                        accepted + quarantined + duplicate + unchanged));
            }
        }
    }

    /**
     * Refused rows of a delivery, tried again. Of each delivery the refused rows of one line are the rows read and the rows
     * dismissed of the next: none is lost on the way.
     *
     * @param repairs the delivery that the rows came with
     * @param dismissed rows that stay refused because somebody decided so; they are not read
     */
    public record Replay(String repairs, long dismissed) {}

    /** @param name below the landing folder */
    public record FileDigest(String name, String sha256, long bytes) {}

    public Delivery {
        files = List.copyOf(files);
        // A commit of an earlier version carries a line without these.
        decisionId = Optional.ofNullable(decisionId).flatMap(d -> d);
        manifest = Optional.ofNullable(manifest).flatMap(m -> m);
        declaredRows = Optional.ofNullable(declaredRows).flatMap(d -> d);
        replay = Optional.ofNullable(replay).flatMap(r -> r);
    }

    /** A delivery without a manifest, on which nobody decided. */
    public Delivery(
            String deliveryId,
            DatasetName dataset,
            LocalDate asOfDate,
            Instant receivedAt,
            Status status,
            Counts counts,
            List<FileDigest> files,
            String ruleVersion,
            Optional<String> reason,
            String runId) {
        this(
                deliveryId,
                dataset,
                asOfDate,
                receivedAt,
                status,
                counts,
                files,
                ruleVersion,
                reason,
                runId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The line of a delivery that somebody rejected, after its line as held. */
    Delivery rejected(Decision decision) {
        return new Delivery(
                deliveryId,
                dataset,
                asOfDate,
                decision.decidedAt(),
                Status.REJECTED,
                counts,
                files,
                ruleVersion,
                Optional.of(decision.reason()),
                decision.decisionId(),
                Optional.of(decision.decisionId()),
                manifest,
                declaredRows,
                replay);
    }

    public boolean isAccepted() {
        return status == Status.ACCEPTED;
    }

    /** Whether a sender delivered it: a replay is of rows that a delivery had already. */
    public boolean isDelivered() {
        return replay.isEmpty();
    }

    public boolean isHeld() {
        return status == Status.HELD;
    }

    /** The lines that one commit carries. */
    public static String toJson(List<Delivery> deliveries) {
        return JSON.writeValueAsString(deliveries);
    }

    static List<Delivery> fromJson(String json) {
        return List.of(JSON.readValue(json, Delivery[].class));
    }

    /** @param commitVersion of the records table; null for a held delivery, which has no commit */
    Row toRow(Long commitVersion) {
        return RowFactory.create(
                deliveryId,
                dataset.department(),
                dataset.dataset(),
                Date.valueOf(asOfDate),
                Timestamp.from(receivedAt),
                status.text(),
                counts.read,
                counts.accepted,
                counts.quarantined,
                counts.duplicate,
                counts.unchanged,
                counts.ended,
                files.stream()
                        .map(f -> RowFactory.create(f.name, f.sha256, f.bytes))
                        .toArray(),
                ruleVersion,
                reason.orElse(null),
                runId,
                commitVersion,
                decisionId.orElse(null),
                manifest.orElse(null),
                declaredRows.orElse(null),
                replay.map(Replay::repairs).orElse(null),
                replay.map(Replay::dismissed).orElse(null));
    }

    static Delivery fromRow(Row row) {
        return new Delivery(
                row.getString(0),
                new DatasetName(row.getString(1), row.getString(2)),
                row.getDate(3).toLocalDate(),
                row.getTimestamp(4).toInstant(),
                Status.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                new Counts(
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10),
                        row.getLong(11)),
                row.<Row>getList(12).stream()
                        .map(f -> new FileDigest(f.getString(0), f.getString(1), f.getLong(2)))
                        .toList(),
                row.getString(13),
                Optional.ofNullable(row.getString(14)),
                row.getString(15),
                Optional.ofNullable(row.getString(17)),
                Optional.ofNullable(row.getString(18)),
                row.isNullAt(19) ? Optional.empty() : Optional.of(row.getLong(19)),
                row.isNullAt(20) ? Optional.empty() : Optional.of(new Replay(row.getString(20), row.getLong(21))));
    }
}
