package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Lateness;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.LakeFacts.Decided;
import vinelake.orchestration.LakeFacts.ReleaseLine;

/**
 * How the deliveries of a hub stand on a day: what the report of a refresh and {@code vinelake status} begin with.
 *
 * @param datasets one for each contract, those first that somebody must look at
 * @param late of the datasets, by department
 * @param held what waits for a decision, the latest last
 * @param open refused rows that wait for a repair
 * @param release the current one; empty where nothing is published
 * @param subjects that were ever minted
 */
record HubState(
        LocalDate on,
        List<DatasetState> datasets,
        List<Late> late,
        List<Held> held,
        OpenQuarantine open,
        Optional<ReleaseLine> release,
        long subjects) {

    /** So many deliveries of a dataset are drawn. */
    static final int RECENT = 24;

    /** How a dataset keeps to what was agreed; the first is the most urgent. */
    enum Lamp {
        HELD,
        LATE,
        /** It never delivered. */
        NEVER,
        ON_TIME,
        /** No calendar was agreed with its sender. */
        NO_CALENDAR;

        /** Whether a person must look. */
        boolean isRed() {
            return this == HELD || this == LATE;
        }
    }

    /**
     * A dataset.
     *
     * @param last of the accepted deliveries that which speaks for the latest date
     * @param deliveries accepted ones
     * @param recent the last of them in order of the dates that they speak for
     */
    record DatasetState(
            Contract contract,
            Lamp lamp,
            Optional<LedgerLine> last,
            int deliveries,
            long held,
            Optional<Late> late,
            long openRows,
            List<LedgerLine> recent) {

        /** Red ones first, then those of which most rows wait for a repair. */
        static final Comparator<DatasetState> URGENT_FIRST = Comparator.comparing(
                        (DatasetState d) -> d.lamp.isRed() ? d.lamp.ordinal() : Lamp.values().length)
                .thenComparing(Comparator.comparing(DatasetState::openRows).reversed())
                .thenComparing(DatasetState::name);

        DatasetName name() {
            return contract.name();
        }
    }

    /** @param days since the last one on which the delivery was not late */
    record Late(Contract contract, Lateness lateness, long days) {}

    /** @param decided what was decided and waits for the next refresh */
    record Held(LedgerLine line, Optional<Decided> decided) {}

    HubState {
        datasets = List.copyOf(datasets);
        late = List.copyOf(late);
        held = List.copyOf(held);
    }

    /**
     * @param on the day that is asked about
     * @param knownAt what was received later makes nothing less late
     */
    static HubState of(Hub hub, LakeFacts facts, OpenQuarantine open, LocalDate on, Instant knownAt) {
        var byDataset = facts.lines().stream().collect(Collectors.groupingBy(LedgerLine::dataset));
        var late = late(hub, facts, on, knownAt);
        var lateByName =
                late.stream().collect(Collectors.toMap(l -> l.contract().name(), Function.identity()));
        var datasets = new ArrayList<DatasetState>();
        for (var contract : hub.contracts()) {
            var lines = byDataset.getOrDefault(contract.name(), List.of());
            datasets.add(dataset(contract, lines, Optional.ofNullable(lateByName.get(contract.name())), open, on));
        }
        datasets.sort(DatasetState.URGENT_FIRST);
        var held = facts.lines().stream()
                .filter(LedgerLine::isHeld)
                .sorted(Comparator.comparing(LedgerLine::receivedAt)
                        .thenComparing(LedgerLine::dataset)
                        .thenComparing(LedgerLine.BY_DATE))
                .map(line -> new Held(line, facts.pending(line)))
                .toList();
        return new HubState(on, datasets, late, held, open, facts.release(on), facts.subjects());
    }

    private static List<Late> late(Hub hub, LakeFacts facts, LocalDate on, Instant knownAt) {
        var last = facts.lines().stream()
                .filter(line -> line.isTaken()
                        && !line.asOf().isAfter(on)
                        && !line.receivedAt().isAfter(knownAt))
                .collect(Collectors.toMap(
                        LedgerLine::dataset, LedgerLine::asOf, (one, other) -> one.isAfter(other) ? one : other));
        return Lateness.on(on, hub.contracts(), last).stream()
                .map(l -> new Late(hub.contract(l.dataset()), l, ChronoUnit.DAYS.between(l.dueBy(), on)))
                .sorted(Comparator.comparing((Late l) -> l.contract().name()))
                .toList();
    }

    private static DatasetState dataset(
            Contract contract, List<LedgerLine> lines, Optional<Late> late, OpenQuarantine open, LocalDate on) {
        var taken = lines.stream()
                .filter(line -> line.isTaken() && !line.asOf().isAfter(on))
                .sorted(LedgerLine.BY_DATE)
                .toList();
        long held = lines.stream().filter(LedgerLine::isHeld).count();
        long openRows = open.of(contract.name());
        return new DatasetState(
                contract,
                lamp(contract, taken.isEmpty(), held, late.isPresent()),
                taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(taken.size() - 1)),
                taken.size(),
                held,
                late,
                openRows,
                taken.subList(Math.max(0, taken.size() - RECENT), taken.size()));
    }

    private static Lamp lamp(Contract contract, boolean isNew, long held, boolean isLate) {
        if (held > 0) {
            return Lamp.HELD;
        }
        if (isLate) {
            return Lamp.LATE;
        }
        if (isNew) {
            return Lamp.NEVER;
        }
        return contract.promises().frequency().isPresent() ? Lamp.ON_TIME : Lamp.NO_CALENDAR;
    }

    /** Whether a person must look: a delivery waits for a decision, or one has not come. */
    boolean needsAttention() {
        return !held.isEmpty() || !late.isEmpty();
    }

    /** All of it in one sentence. */
    String sentence(Language language) {
        var deliveries = String.format(
                Locale.ROOT,
                language.of(
                        "%2$,d 个数据集中 %1$,d 个逾期，%3$,d 次交付暂扣，%4$,d 行待修复；",
                        "%,d of %,d late, %,d held, %,d rows wait for repair; "),
                late.size(),
                datasets.size(),
                held.size(),
                open.total());
        return deliveries
                + release.map(r -> String.format(
                                Locale.ROOT,
                                language.of(
                                        "发布批次 %1$s 覆盖 %3$,d 户中的 %2$,d 户。", "release %s covers %,d of %,d subjects."),
                                r.asOf(),
                                r.profiles(),
                                subjects))
                        .orElse(language.of("尚无发布批次。", "nothing is published yet."));
    }
}
