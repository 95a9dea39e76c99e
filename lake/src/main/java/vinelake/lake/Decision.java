package vinelake.lake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import vinelake.core.contract.DatasetName;

/**
 * What somebody decided.
 *
 * @param deliveryId of a repair: the only delivery whose rows it is for; none for all of the dataset
 * @param subject JSON: the repair, or the id of the one that is withdrawn
 * @param reason in the words of who decided
 */
public record Decision(
        String decisionId,
        Kind kind,
        DatasetName dataset,
        Optional<String> deliveryId,
        Optional<String> subject,
        String reason,
        String decidedBy,
        Instant decidedAt) {

    /** What was decided. */
    public enum Kind {
        /** The delivery is taken in although it breaks promises. */
        ACCEPT_DELIVERY,
        /** The delivery is never taken in. */
        REJECT_DELIVERY,
        /** Refused rows are read otherwise than they were delivered, or are refused for good. */
        REPAIR_ROWS,
        /** A repair is not used any more; what it has brought in stays. */
        WITHDRAW_REPAIR;

        /** Whether it says what becomes of a delivery as a whole. */
        public boolean isOnDelivery() {
            return this == ACCEPT_DELIVERY || this == REJECT_DELIVERY;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Decision {
        if (reason.isBlank() || decidedBy.isBlank()) {
            throw new IllegalArgumentException(
                    "a decision by '%s' with the reason '%s'. Needed: both".formatted(decidedBy, reason));
        }
    }

    Row toRow() {
        return RowFactory.create(
                decisionId,
                kind.text(),
                dataset.department(),
                dataset.dataset(),
                deliveryId.orElse(null),
                subject.orElse(null),
                reason,
                decidedBy,
                Timestamp.from(decidedAt));
    }

    static Decision fromRow(Row row) {
        return new Decision(
                row.getString(0),
                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                new DatasetName(row.getString(2), row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getTimestamp(8).toInstant());
    }
}
