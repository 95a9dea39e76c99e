package vinelake.service.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Lateness;
import vinelake.core.hub.Hub;
import vinelake.service.release.DeliveryLedger;
import vinelake.service.release.DeliveryLedger.Delivery;
import vinelake.service.release.OpenRows;
import vinelake.service.release.OperationTables;

/** How each dataset of the hub stands, for the operator. */
public final class DatasetStates {

    private static final String ACTION = "dataset.list";
    private static final int RECENT = 12;

    private final DeliveryLedger ledger;
    private final OperationTables tables;
    private final Trail trail;
    private final Hub hub;
    private final Clock clock;

    /** @param clock in the hub's time zone */
    public DatasetStates(DeliveryLedger ledger, OperationTables tables, Trail trail, Hub hub, Clock clock) {
        this.ledger = ledger;
        this.tables = tables;
        this.trail = trail;
        this.hub = hub;
        this.clock = clock;
    }

    /** The counts of one or many deliveries: read = accepted + quarantined + duplicate + unchanged. */
    public record Counts(long read, long accepted, long quarantined, long duplicate, long unchanged) {

        private static Counts of(Delivery delivery) {
            return new Counts(
                    delivery.read(),
                    delivery.accepted(),
                    delivery.quarantined(),
                    delivery.duplicate(),
                    delivery.unchanged());
        }

        private Counts plus(Counts other) {
            return new Counts(
                    read + other.read,
                    accepted + other.accepted,
                    quarantined + other.quarantined,
                    duplicate + other.duplicate,
                    unchanged + other.unchanged);
        }
    }

    /**
     * The last delivery of a dataset.
     *
     * @param daysOld from the day that it speaks for until today
     * @param heldReason why it is held; empty where it is not
     * @param rejectedReason why somebody decided that it is not taken in; empty where nobody did
     */
    public record Last(
            String deliveryId,
            LocalDate asOfDate,
            Instant receivedAt,
            Counts counts,
            Optional<String> heldReason,
            Optional<String> rejectedReason,
            long daysOld) {}

    /**
     * What was agreed with the sender.
     *
     * @param nextOn the day that the next delivery speaks for
     * @param dueBy the last day on which it is not late
     * @param daysLate since then; 0 where it is not late
     */
    public record Calendar(LocalDate nextOn, LocalDate dueBy, long daysLate) {}

    /**
     * A dataset.
     *
     * @param last empty where it never delivered
     * @param held deliveries that are held now
     * @param heldDeliveries the same, each with its reason
     * @param rejected deliveries that somebody decided against
     * @param waiting refused rows that wait for repair
     * @param calendar empty where none was agreed, or nothing was accepted yet
     * @param total over all accepted deliveries
     * @param recentReads rows read of the last deliveries, the latest last
     */
    public record State(
            DatasetName dataset,
            String title,
            Optional<Last> last,
            int deliveries,
            int held,
            List<Held> heldDeliveries,
            int rejected,
            long waiting,
            Optional<Calendar> calendar,
            Counts total,
            List<Long> recentReads) {}

    /**
     * A delivery that somebody must decide on, or its sender must send anew.
     *
     * @param read 0 where no row of it was read
     * @param reason as the ledger has it, in English
     */
    public record Held(String deliveryId, LocalDate asOfDate, Instant receivedAt, long read, String reason) {}

    /**
     * One state per contract of the hub, those with something held first, then by name.
     *
     * @throws RefusedException when the actor is no operator
     */
    public List<State> all(Actor actor) {
        trail.require(actor, ACTION, null, Role.OPERATOR);
        var deliveries = delivered();
        var waiting = OpenRows.byDataset(ledger.deliveries());
        var late = late(deliveries);
        var states = new ArrayList<State>();
        for (var contract : hub.contracts()) {
            states.add(state(
                    contract,
                    deliveries.stream()
                            .filter(d -> d.dataset().equals(contract.name()))
                            .toList(),
                    waiting.getOrDefault(contract.name(), 0L),
                    Optional.ofNullable(late.get(contract.name()))));
        }
        states.sort(java.util.Comparator.comparing((State s) -> s.held() == 0).thenComparing(State::dataset));
        trail.done(actor, ACTION, null, null);
        return states;
    }

    /**
     * The days that usually lie between two deliveries of a dataset: the median over the days that they speak for. What
     * delivered for less than three days has no such rhythm and is not among them.
     */
    public Map<DatasetName, Long> usualDays() {
        var days = new TreeMap<DatasetName, TreeSet<LocalDate>>();
        for (var delivery : delivered()) {
            if (delivery.isAccepted()) {
                days.computeIfAbsent(delivery.dataset(), d -> new TreeSet<>()).add(delivery.asOf());
            }
        }
        var usual = new TreeMap<DatasetName, Long>();
        days.forEach((dataset, dates) -> {
            var gaps = new ArrayList<Long>();
            dates.forEach(date -> Optional.ofNullable(dates.lower(date))
                    .ifPresent(before -> gaps.add(ChronoUnit.DAYS.between(before, date))));
            if (gaps.size() > 1) {
                gaps.sort(null);
                usual.put(dataset, gaps.get(gaps.size() / 2));
            }
        });
        return usual;
    }

    /** How many subjects were ever minted: those that a release could cover. */
    public long subjects() {
        return tables.subjects();
    }

    /** A replay of refused rows is no delivery of a sender. */
    private List<Delivery> delivered() {
        return ledger.deliveries().stream().filter(d -> d.replay().isEmpty()).toList();
    }

    private Map<DatasetName, Lateness> late(List<Delivery> deliveries) {
        var last = new TreeMap<DatasetName, LocalDate>();
        deliveries.stream()
                .filter(this::isTaken)
                .forEach(d -> last.merge(d.dataset(), d.asOf(), (one, other) -> one.isAfter(other) ? one : other));
        return Lateness.on(LocalDate.now(clock), hub.contracts(), last).stream()
                .collect(Collectors.toMap(Lateness::dataset, Function.identity()));
    }

    /** What speaks for a day to come is no reason to wait for its successor. */
    private boolean isTaken(Delivery delivery) {
        return delivery.isAccepted() && !delivery.asOf().isAfter(LocalDate.now(clock));
    }

    private Optional<Calendar> calendar(Contract contract, List<Delivery> deliveries, Optional<Lateness> late) {
        return contract.promises()
                .frequency()
                .flatMap(frequency -> deliveries.stream()
                        .filter(this::isTaken)
                        .map(Delivery::asOf)
                        .max(LocalDate::compareTo)
                        .map(last -> {
                            var dueBy = frequency.dueBy(last);
                            return new Calendar(
                                    dueBy.minusDays(frequency.graceDays()),
                                    dueBy,
                                    late.map(l -> ChronoUnit.DAYS.between(l.dueBy(), LocalDate.now(clock)))
                                            .orElse(0L));
                        }));
    }

    private State state(Contract contract, List<Delivery> deliveries, long waiting, Optional<Lateness> late) {
        var taken = deliveries.stream().filter(Delivery::isAccepted).toList();
        var held = deliveries.stream()
                .filter(Delivery::isHeld)
                .map(d -> new Held(
                        d.deliveryId(),
                        d.asOf(),
                        d.receivedAt(),
                        d.read(),
                        d.reason().orElse("")))
                .toList();
        return new State(
                contract.name(),
                contract.title(),
                deliveries.isEmpty()
                        ? Optional.empty()
                        : Optional.of(last(deliveries.get(deliveries.size() - 1), latest(deliveries, taken))),
                deliveries.size(),
                held.size(),
                held,
                (int) deliveries.stream().filter(Delivery::isRejected).count(),
                waiting,
                calendar(contract, deliveries, late),
                taken.stream().map(Counts::of).reduce(new Counts(0, 0, 0, 0, 0), Counts::plus),
                taken.stream()
                        .skip(Math.max(0, taken.size() - RECENT))
                        .map(Delivery::read)
                        .toList());
    }

    /** A correction of an old day makes nothing older, and what is held makes nothing newer, if something was taken. */
    private static LocalDate latest(List<Delivery> deliveries, List<Delivery> taken) {
        return (taken.isEmpty() ? deliveries : taken)
                .stream().map(Delivery::asOf).max(LocalDate::compareTo).orElseThrow();
    }

    private Last last(Delivery delivery, LocalDate speaksUpTo) {
        return new Last(
                delivery.deliveryId(),
                delivery.asOf(),
                delivery.receivedAt(),
                Counts.of(delivery),
                delivery.isHeld() ? delivery.reason().or(() -> Optional.of("")) : Optional.empty(),
                delivery.isRejected() ? delivery.reason().or(() -> Optional.of("")) : Optional.empty(),
                ChronoUnit.DAYS.between(speaksUpTo, LocalDate.now(clock)));
    }
}
