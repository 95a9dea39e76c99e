package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import vinelake.core.contract.DatasetName;

/**
 * A delivery as it stands, without the classes of whoever read the ledger: Spark in a refresh, Delta Kernel in
 * {@code vinelake status}.
 *
 * @param read with the other counts of one that is not accepted what they would be
 * @param files below the landing folder; none where the reader leaves them out
 * @param reason why it is held, or rejected
 * @param decisionId the decision on it that was in force when it was judged
 * @param repairs of a replay: the delivery whose refused rows it tried again
 */
record LedgerLine(
        String deliveryId,
        DatasetName dataset,
        LocalDate asOf,
        Instant receivedAt,
        Status status,
        long read,
        long accepted,
        long quarantined,
        long duplicate,
        long unchanged,
        List<String> files,
        String ruleVersion,
        Optional<String> reason,
        String runId,
        Optional<String> decisionId,
        Optional<String> repairs) {

    /** By the dates that they speak for; of one date the last to come is the last. */
    static final Comparator<LedgerLine> BY_DATE = Comparator.comparing(LedgerLine::asOf)
            .thenComparing(LedgerLine::receivedAt)
            .thenComparing(LedgerLine::deliveryId);

    enum Status {
        ACCEPTED,
        HELD,
        REJECTED
    }

    /** Of what a sender delivered. */
    LedgerLine(
            String deliveryId,
            DatasetName dataset,
            LocalDate asOf,
            Instant receivedAt,
            Status status,
            long read,
            long accepted,
            long quarantined,
            long duplicate,
            long unchanged,
            List<String> files,
            String ruleVersion,
            Optional<String> reason,
            String runId,
            Optional<String> decisionId) {
        this(
                deliveryId,
                dataset,
                asOf,
                receivedAt,
                status,
                read,
                accepted,
                quarantined,
                duplicate,
                unchanged,
                files,
                ruleVersion,
                reason,
                runId,
                decisionId,
                Optional.empty());
    }

    LedgerLine {
        files = List.copyOf(files);
    }

    boolean isAccepted() {
        return status == Status.ACCEPTED;
    }

    boolean isHeld() {
        return status == Status.HELD;
    }

    /** Of the rows read, from 0 to 1. */
    double refusedShare() {
        return read == 0 ? 0 : (double) quarantined / read;
    }

    /** Of the rows read, from 0 to 1. */
    double duplicateShare() {
        return read == 0 ? 0 : (double) duplicate / read;
    }
}
