package vinelake.orchestration;

import java.net.URI;
import java.util.List;
import vinelake.orchestration.LakeFacts.Decided;
import vinelake.orchestration.LakeFacts.ReleaseLine;
import vinelake.service.release.DeliveryLedger;
import vinelake.service.release.LakeReleases;
import vinelake.service.release.OperationTables;

/** Reads the facts of a lake on disk without Spark: with the service's libraries, in a second or two. */
final class FactsByKernel {

    /** @param lake its root, without a slash at the end */
    static LakeFacts read(URI lake) {
        var tables = new OperationTables(lake);
        return new LakeFacts(
                new DeliveryLedger(lake)
                        .deliveries().stream().map(FactsByKernel::line).toList(),
                tables.refused().stream()
                        .map(r -> new RefusedRows(r.deliveryId(), r.ruleVersion(), r.rules(), r.rows()))
                        .toList(),
                tables.decisions().stream()
                        .map(d -> new Decided(
                                d.decisionId(), d.kind(), d.dataset(), d.deliveryId(), d.reason(), d.by(), d.at()))
                        .toList(),
                new LakeReleases(lake)
                        .all().stream()
                                .map(r -> new ReleaseLine(r.releaseId(), r.asOf(), r.createdAt(), r.profileCount()))
                                .toList(),
                tables.subjects());
    }

    private static LedgerLine line(DeliveryLedger.Delivery d) {
        return new LedgerLine(
                d.deliveryId(),
                d.dataset(),
                d.asOf(),
                d.receivedAt(),
                d.isHeld()
                        ? LedgerLine.Status.HELD
                        : d.isRejected() ? LedgerLine.Status.REJECTED : LedgerLine.Status.ACCEPTED,
                d.read(),
                d.accepted(),
                d.quarantined(),
                d.duplicate(),
                d.unchanged(),
                List.of(),
                d.ruleVersion(),
                d.reason(),
                d.runId(),
                d.decisionId(),
                d.replay().map(r -> new LedgerLine.Replay(r.repairs(), r.dismissed())));
    }

    private FactsByKernel() {}
}
