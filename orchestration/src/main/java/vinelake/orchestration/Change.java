package vinelake.orchestration;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import vinelake.core.contract.DatasetName;

/**
 * What is otherwise than before: a delivery against the last ones of its dataset, or the lake against the report before.
 *
 * @param deliveryId the delivery that it is about; empty where it is about the dataset
 * @param asOf the date that this delivery speaks for
 * @param before as it was, a figure or a version; empty where there was nothing
 * @param now as it is, or what it is about
 */
record Change(
        Kind kind,
        DatasetName dataset,
        Optional<String> deliveryId,
        Optional<LocalDate> asOf,
        String before,
        String now) {

    /** So many earlier deliveries say what is usual. */
    private static final int USUAL = 5;

    /** Fewer earlier deliveries say nothing of it. */
    private static final int LEAST = 3;

    /** Refused rows below this share are nothing unusual. */
    private static final double LEAST_REFUSED = 0.02;

    private static final double LEAST_DUPLICATE = 0.5;

    enum Kind {
        /** Fewer than half of the usual rows, or more than twice as many. */
        ROWS(true),
        /** Two of a hundred rows or more are refused, and at least twice the usual share. */
        REFUSED_SHARE(true),
        /** Half of the rows or more are there already, and at least twice the usual share: perhaps a delivery came again. */
        DUPLICATE_SHARE(true),
        /** A rule that none of the last deliveries broke. */
        RULE_BROKEN(false),
        /** Judged by another contract than the delivery before. */
        CONTRACT(false),
        FIRST_DELIVERY(false),
        NEWLY_LATE(false),
        NO_LONGER_LATE(false),
        NO_LONGER_HELD(false);

        private final boolean isUnusual;

        Kind(boolean isUnusual) {
            this.isUnusual = isUnusual;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether somebody should ask the sender. */
    boolean isUnusual() {
        return kind.isUnusual;
    }

    /**
     * @param came accepted deliveries, against those of their dataset that speak for earlier days
     * @param refused by delivery
     */
    static List<Change> of(List<LedgerLine> came, LakeFacts facts, Map<String, List<RefusedRows>> refused) {
        var byDataset = facts.lines().stream()
                .filter(LedgerLine::isTaken)
                .sorted(LedgerLine.BY_DATE)
                .collect(Collectors.groupingBy(LedgerLine::dataset));
        var changes = new ArrayList<Change>();
        for (var line : came) {
            var lines = byDataset.get(line.dataset());
            int at = lines.indexOf(line);
            against(line, lines.subList(Math.max(0, at - USUAL), at), refused, changes);
        }
        return changes;
    }

    private static void against(
            LedgerLine line, List<LedgerLine> earlier, Map<String, List<RefusedRows>> refused, List<Change> changes) {
        if (earlier.isEmpty()) {
            changes.add(of(Kind.FIRST_DELIVERY, line, "", ""));
            return;
        }
        if (earlier.size() >= LEAST) {
            double usual = median(earlier.stream().map(e -> (double) e.read()).toList());
            if (line.read() < usual / 2 || line.read() > usual * 2) {
                changes.add(of(Kind.ROWS, line, count(Math.round(usual)), count(line.read())));
            }
            share(Kind.REFUSED_SHARE, LEAST_REFUSED, LedgerLine::refusedShare, line, earlier, changes);
            share(Kind.DUPLICATE_SHARE, LEAST_DUPLICATE, LedgerLine::duplicateShare, line, earlier, changes);
        }
        var known = earlier.stream()
                .flatMap(e -> rules(e, refused).keySet().stream())
                .collect(Collectors.toSet());
        var rules = rules(line, refused);
        for (var rule : rules.keySet()) {
            if (!known.contains(rule)) {
                changes.add(of(Kind.RULE_BROKEN, line, count(rules.get(rule)), rule));
            }
        }
        var before = earlier.get(earlier.size() - 1).ruleVersion();
        if (!before.equals(line.ruleVersion())) {
            changes.add(of(Kind.CONTRACT, line, before, line.ruleVersion()));
        }
    }

    private static void share(
            Kind kind,
            double least,
            ToDoubleFunction<LedgerLine> of,
            LedgerLine line,
            List<LedgerLine> earlier,
            List<Change> changes) {
        double usual = median(earlier.stream().map(of::applyAsDouble).toList());
        double now = of.applyAsDouble(line);
        if (now >= least && now >= 2 * usual) {
            changes.add(of(kind, line, percent(usual), percent(now)));
        }
    }

    /** What the report before said of lateness and of deliveries that were held, against now. */
    static List<Change> since(PreviousReport previous, HubState state, LakeFacts facts) {
        var changes = new ArrayList<Change>();
        var late = state.late().stream().map(l -> l.contract().name()).collect(Collectors.toSet());
        state.late().stream()
                .filter(l -> !previous.late().contains(l.contract().name()))
                .forEach(l -> changes.add(new Change(
                        Kind.NEWLY_LATE,
                        l.contract().name(),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        l.lateness().dueBy().plusDays(1).toString())));
        state.datasets().stream()
                .filter(d -> previous.late().contains(d.name()) && !late.contains(d.name()))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(d -> changes.add(new Change(
                        Kind.NO_LONGER_LATE,
                        d.name(),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        d.last().map(l -> l.asOf().toString()).orElse(""))));
        facts.lines().stream()
                .filter(line -> previous.held().contains(line.deliveryId()) && !line.isHeld())
                .sorted(LedgerLine.BY_DATE)
                .forEach(line -> changes.add(of(
                        Kind.NO_LONGER_HELD, line, "held", line.status().name().toLowerCase(Locale.ROOT))));
        return changes;
    }

    private static Change of(Kind kind, LedgerLine line, String before, String now) {
        return new Change(kind, line.dataset(), Optional.of(line.deliveryId()), Optional.of(line.asOf()), before, now);
    }

    private static Map<String, Long> rules(LedgerLine line, Map<String, List<RefusedRows>> refused) {
        return OpenQuarantine.rules(line, refused.getOrDefault(line.deliveryId(), List.of()));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
