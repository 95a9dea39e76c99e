package vinelake.service.release;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vinelake.core.contract.DatasetName;
import vinelake.service.release.DeliveryLedger.Delivery;

/**
 * The refused rows of a delivery that wait for repair: those of its last line. A replay tries again what was open, so its
 * refused rows are what is open then.
 *
 * @param delivery as it was sent
 * @param last its last replay, or itself
 */
public record OpenRows(Delivery delivery, Delivery last) {

    /**
     * Of each accepted delivery, in order of receipt.
     *
     * @param lines of the ledger, each once, in order of receipt
     */
    public static List<OpenRows> of(List<Delivery> lines) {
        Map<String, OpenRows> byDelivery = new LinkedHashMap<>();
        for (var line : lines) {
            if (line.isAccepted()) {
                line.replay()
                        .map(DeliveryLedger.Replay::repairs)
                        .ifPresentOrElse(
                                id -> byDelivery.computeIfPresent(id, (i, open) -> new OpenRows(open.delivery, line)),
                                () -> byDelivery.putIfAbsent(line.deliveryId(), new OpenRows(line, line)));
            }
        }
        return List.copyOf(byDelivery.values());
    }

    /** How many rows wait, by dataset. */
    public static Map<DatasetName, Long> byDataset(List<Delivery> lines) {
        return of(lines).stream()
                .collect(Collectors.groupingBy(
                        open -> open.delivery.dataset(), Collectors.summingLong(OpenRows::count)));
    }

    public long count() {
        return last.quarantined();
    }
}
