package vinelake.core.contract;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset whose next delivery has not come in time by its sender's calendar.
 *
 * @param last the latest date that an accepted delivery speaks for
 * @param dueBy the last day on which the next one was not late
 */
public record Lateness(DatasetName dataset, LocalDate last, LocalDate dueBy) {

    /**
     * What is late on a day, in the contracts' order. A dataset that never delivered has no calendar yet and is not late.
     *
     * @param last the latest date that an accepted delivery of each dataset speaks for
     */
    public static List<Lateness> on(LocalDate day, List<Contract> contracts, Map<DatasetName, LocalDate> last) {
        return contracts.stream()
                .flatMap(c -> of(c, Optional.ofNullable(last.get(c.name()))).stream())
                .filter(l -> day.isAfter(l.dueBy))
                .toList();
    }

    private static Optional<Lateness> of(Contract contract, Optional<LocalDate> last) {
        return contract.promises()
                .frequency()
                .flatMap(frequency -> last.map(l -> new Lateness(contract.name(), l, frequency.dueBy(l))));
    }
}
