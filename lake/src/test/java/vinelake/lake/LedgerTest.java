package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Delivery.Status;

@ExtendWith(SharedSpark.class)
class LedgerTest {

    private static final Contract STAFF = Made.contract("insurance/staff", Mode.APPEND);
    private static final Contract FILING = Made.contract("tax/filing", Mode.APPEND);

    private final SparkSession spark;

    @TempDir
    private Path folder;

    LedgerTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void entersOnceWhatCommitsCarryWhateverWasEnteredBefore() {
        var lake = Lake.at(spark, folder.toUri());
        var ledger = new Ledger(lake);
        var first = accepted("1", STAFF, 5);
        var second = accepted("2", STAFF, 6);
        var other = accepted("3", FILING, 5);
        var held = held("4", FILING, 6);
        commit(lake, STAFF, first);
        ledger.complete(List.of(STAFF, FILING));
        commit(lake, STAFF, second);
        commit(lake, FILING, other);
        ledger.enterHeld(held);

        ledger.complete(List.of(STAFF, FILING));
        var version = lake.version(Tables.DELIVERY);
        ledger.complete(List.of(STAFF, FILING));

        assertThat(ledger.lines()).containsExactly(first, other, second, held);
        assertThat(new Ledger(lake).lines()).containsExactly(first, other, second, held);
        assertThat(lake.version(Tables.DELIVERY)).isEqualTo(version);
    }

    @Test
    void entersOnceWhatTwoRunsOfDifferentDatesFindMissing() {
        var lake = Lake.at(spark, folder.toUri());
        var one = new Ledger(lake);
        var other = new Ledger(lake);
        one.complete(List.of(STAFF));
        other.complete(List.of(STAFF));
        var line = accepted("1", STAFF, 5);
        var held = held("2", FILING, 6);
        commit(lake, STAFF, line);

        one.complete(List.of(STAFF));
        other.complete(List.of(STAFF));
        other.enterHeld(held);
        one.complete(List.of(STAFF));

        assertThat(new Ledger(lake).lines()).containsExactly(line, held);
        assertThat(other.lines()).containsExactly(line, held);
    }

    @Test
    void letsNoRunSeeLessThanTheOneBeforeWhenTheClockWasPutBack() {
        var lake = Lake.at(spark, folder.toUri());
        var ledger = new Ledger(lake);
        var delivery = accepted("1", STAFF, 5);
        // Its run was killed before it entered it.
        commit(lake, STAFF, delivery);
        var earlier = delivery.receivedAt().minusSeconds(7_200);
        var later = delivery.receivedAt().plusSeconds(7_200);

        assertThat(ledger.momentOfKnowledge(List.of(STAFF), earlier)).isEqualTo(delivery.receivedAt());
        assertThat(ledger.momentOfKnowledge(List.of(STAFF), later)).isEqualTo(later);
    }

    @Test
    void takesTheStartOfARunAsItsMomentOfKnowledgeWhereNothingCameYet() {
        var start = Instant.parse("2026-07-01T08:00:00Z");
        assertThat(new Ledger(Lake.at(spark, folder.toUri())).momentOfKnowledge(List.of(STAFF), start))
                .isEqualTo(start);
    }

    @Test
    void entersAnAcceptedDeliveryOnlyFromItsCommit() {
        var ledger = new Ledger(Lake.at(spark, folder.toUri()));

        assertThatThrownBy(() -> ledger.enterHeld(accepted("1", STAFF, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delivery 1 is accepted: its commit enters it");
    }

    @Test
    void refusesCountsThatLoseARow() {
        assertThatThrownBy(() -> new Counts(10, 4, 3, 2, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "accounting law broken: read 10, accepted 4 + quarantined 3 + duplicate 2 + unchanged 0 = 9");
    }

    @Test
    void readsFromACommitTheLineThatWasWritten() {
        var accepted = accepted("1", STAFF, 5);
        var held = held("2", FILING, 6);

        assertThat(Delivery.fromJson(Delivery.toJson(List.of(accepted, held)))).containsExactly(accepted, held);
    }

    private void commit(Lake lake, Contract contract, Delivery line) {
        var table = Table.records(contract);
        lake.append(
                table,
                spark.createDataFrame(List.of(), Lake.schema(table)),
                new CommitNote(line.deliveryId(), Delivery.toJson(List.of(line))));
    }

    private static Delivery accepted(String id, Contract contract, int month) {
        return delivery(id, contract, month, Status.ACCEPTED, new Counts(10, 4, 3, 2, 1, 7), Optional.empty());
    }

    private static Delivery held(String id, Contract contract, int month) {
        return delivery(id, contract, month, Status.HELD, Counts.NONE, Optional.of("the file is empty"));
    }

    private static Delivery delivery(
            String id, Contract contract, int month, Status status, Counts counts, Optional<String> reason) {
        return new Delivery(
                id,
                contract.name(),
                LocalDate.of(2026, month, 28),
                Instant.parse("2026-07-01T08:00:00.123Z").plusSeconds(month),
                status,
                counts,
                List.of(new FileDigest("a.csv", "00ff", 12), new FileDigest("b.csv", "ff00", 0)),
                contract.ruleVersion(),
                reason,
                "run");
    }
}
