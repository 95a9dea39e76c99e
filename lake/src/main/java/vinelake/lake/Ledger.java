package vinelake.lake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/**
 * The ledger of deliveries. An accepted delivery is known from the commit on its records table, which carries its line;
 * {@link #complete} copies the lines that the ledger lacks, so that a kill between the two loses nothing. The table is read
 * once, and again only when another run has written to it since.
 */
public final class Ledger {

    private static final long NONE = -1;

    /** So many times other runs may enter lines between what is read and what is written. */
    private static final int ATTEMPTS = 10;

    private static final Comparator<Delivery> ORDER = Comparator.comparing(Delivery::status)
            .thenComparing(Delivery::receivedAt)
            .thenComparing((Delivery d) -> d.dataset().department())
            .thenComparing((Delivery d) -> d.dataset().dataset())
            .thenComparing(Delivery::asOfDate);

    private final Lake lake;
    private final List<Delivery> lines = new ArrayList<>();

    /** Up to which version the commits of a dataset's table are known. */
    private final Map<DatasetName, Long> versions = new HashMap<>();

    /** The version of the ledger's table that was read, or written here since. */
    private OptionalLong known = OptionalLong.empty();

    public Ledger(Lake lake) {
        this.lake = lake;
    }

    /**
     * Enters every accepted delivery that has a commit and no line yet.
     *
     * @return the version up to which the commits of each dataset are known; below 0 for none
     */
    public Map<DatasetName, Long> complete(List<Contract> contracts) {
        lake.create(Tables.DELIVERY);
        enter(() -> contracts.stream()
                .flatMap(contract ->
                        lake.notesAfter(Table.records(contract), versions.getOrDefault(contract.name(), NONE)).stream())
                .flatMap(note -> Delivery.fromJson(note.metadata()).stream()
                        .map(line -> new Line(line, OptionalLong.of(note.version()))))
                .toList());
        return contracts.stream()
                .collect(Collectors.toMap(Contract::name, contract -> versions.getOrDefault(contract.name(), NONE)));
    }

    /** Enters a delivery that has no commit, because it is held. */
    public void enterHeld(Delivery delivery) {
        if (delivery.isAccepted()) {
            throw new IllegalArgumentException(
                    "delivery %s is accepted: its commit enters it".formatted(delivery.deliveryId()));
        }
        lake.create(Tables.DELIVERY);
        enter(() -> List.of(new Line(delivery, OptionalLong.empty())));
    }

    /**
     * Enters as rejected what somebody has rejected since it was held. The decision is what counts: killed after it, the
     * next run or decision enters the line.
     *
     * @param decisions by delivery, the last one on each
     */
    public void enterRejected(Map<String, Decision> decisions) {
        for (var line : List.copyOf(standing().values())) {
            var decision = decisions.get(line.deliveryId());
            if (line.isHeld() && decision != null && decision.kind() == Decision.Kind.REJECT_DELIVERY) {
                enterHeld(line.rejected(decision));
            }
        }
    }

    /** Every delivery as it stands now: one that was held and tried again, or decided on, has its last line. */
    public Map<String, Delivery> standing() {
        return standing(lines());
    }

    /** @param lines in any order */
    public static Map<String, Delivery> standing(List<Delivery> lines) {
        var last = new LinkedHashMap<String, Delivery>();
        lines.stream()
                .sorted(Comparator.comparing(Delivery::isAccepted)
                        .thenComparing(Delivery::receivedAt)
                        .thenComparing(line -> line.status() == Delivery.Status.REJECTED))
                .forEach(line -> last.put(line.deliveryId(), line));
        return last;
    }

    /** The latest date, up to a date, that an accepted delivery of each dataset speaks for, as known at a moment. */
    public static Map<DatasetName, LocalDate> lastAsOf(List<Delivery> lines, LocalDate upTo, Instant knownAt) {
        return lines.stream()
                .filter(line -> line.isAccepted()
                        && !line.asOfDate().isAfter(upTo)
                        && !line.receivedAt().isAfter(knownAt))
                .collect(Collectors.toMap(
                        Delivery::dataset, Delivery::asOfDate, (one, other) -> one.isAfter(other) ? one : other));
    }

    /**
     * The moment up to which a run sees what the lake has learned: its start, unless the clock was put back meanwhile.
     * Then a run would not see, and would replace by less, what runs before it have taken in, also those that were killed
     * before they entered it.
     *
     * @return not before any delivery was received
     */
    public Instant momentOfKnowledge(List<Contract> contracts, Instant startedAt) {
        complete(contracts);
        return lines.stream()
                .map(Delivery::receivedAt)
                .filter(startedAt::isBefore)
                .max(Instant::compareTo)
                .orElse(startedAt);
    }

    /** All lines, the accepted ones first, then by time of receipt. */
    public List<Delivery> lines() {
        if (known.isEmpty()) {
            read();
        }
        return lines.stream().sorted(ORDER).toList();
    }

    /** A line, and the version of the records table whose commit carries it. */
    private record Line(Delivery delivery, OptionalLong version) {}

    /** @param missing what is not among the lines that are known, asked again when other runs have entered some */
    private void enter(Supplier<List<Line>> missing) {
        if (known.isEmpty()) {
            read();
        }
        for (int attempt = 1; ; attempt++) {
            var entered = missing.get();
            if (entered.isEmpty()) {
                return;
            }
            try {
                append(entered);
                entered.forEach(line -> remember(line.delivery(), line.version()));
                return;
            } catch (OvertakenException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                read();
            }
        }
    }

    private void append(List<Line> entered) {
        var rows = entered.stream()
                .map(line -> line.delivery()
                        .toRow(line.version().isPresent() ? line.version().getAsLong() : null))
                .toList();
        var ids = entered.stream()
                .map(line ->
                        line.delivery().deliveryId() + "@" + line.delivery().receivedAt())
                .sorted()
                .toList();
        var table =
                lake.spark().createDataFrame(rows, Lake.schema(Tables.DELIVERY)).coalesce(1);
        var note = new CommitNote("ledger:" + Digest.sha256(String.join("\n", ids)), "{}");
        known = OptionalLong.of(
                lake.appendInTurn(Tables.DELIVERY, List.of(), Optional.of(table), note, known.getAsLong()));
    }

    private void read() {
        known = OptionalLong.of(lake.version(Tables.DELIVERY).orElse(NONE));
        lines.clear();
        versions.clear();
        for (var row : lake.read(Tables.DELIVERY).collectAsList()) {
            Long version = row.getAs("commit_version");
            remember(Delivery.fromRow(row), version == null ? OptionalLong.empty() : OptionalLong.of(version));
        }
    }

    private void remember(Delivery line, OptionalLong version) {
        lines.add(line);
        version.ifPresent(v -> versions.merge(line.dataset(), v, Math::max));
    }
}
