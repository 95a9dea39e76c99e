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
 * @param replay of rows that were refused before; none for what was delivered
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
        Optional<Replay> replay) {

    /** By the dates that they speak for; of one date the last to come is the last. */
    static final Comparator<LedgerLine> BY_DATE = Comparator.comparing(LedgerLine::asOf)
            .thenComparing(LedgerLine::receivedAt)
            .thenComparing(LedgerLine::deliveryId);

    enum Status {
        ACCEPTED,
        HELD,
        REJECTED
    }

    /**
     * Refused rows of a delivery that were tried again. What is still refused of them is under the replay's own id.
     *
     * @param repairs the delivery that they came with
     * @param dismissed rows that stay refused by decision; they are not among the rows read
     */
    record Replay(String repairs, long dismissed) {}

    LedgerLine {
        files = List.copyOf(files);
    }

    boolean isAccepted() {
        return status == Status.ACCEPTED;
    }

    /** Whether a sender delivered it, and it was accepted. */
    boolean isTaken() {
        return isAccepted() && replay.isEmpty();
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
