package vinelake.orchestration;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vinelake.core.contract.DatasetName;

/**
 * The refused rows that wait for a repair: of each delivery those of its last replay, or its own. Only those count whose line
 * the ledger knows as accepted under the same rule version: others were left by a run that was killed.
 *
 * @param rows by dataset, of those that have some
 * @param byRule rows by dataset and rule; a row that breaks two rules is under both
 */
record OpenQuarantine(Map<DatasetName, Long> rows, Map<DatasetName, Map<String, Long>> byRule) {

    /** @param lines of the ledger as they stand, each delivery once */
    static OpenQuarantine of(Collection<LedgerLine> lines, List<RefusedRows> refused) {
        var known = new HashMap<String, LedgerLine>();
        last(lines).forEach(line -> known.put(line.deliveryId(), line));
        var rows = new TreeMap<DatasetName, Long>();
        var byRule = new TreeMap<DatasetName, Map<String, Long>>();
        for (var some : refused) {
            var line = known.get(some.deliveryId());
            if (line == null || !line.ruleVersion().equals(some.ruleVersion())) {
                continue;
            }
            rows.merge(line.dataset(), some.rows(), Long::sum);
            var rules = byRule.computeIfAbsent(line.dataset(), d -> new TreeMap<>());
            some.rules().forEach(rule -> rules.merge(rule, some.rows(), Long::sum));
        }
        return new OpenQuarantine(rows, byRule);
    }

    /** Of each accepted delivery its last replay, or itself: what is refused of it is what was not mended since. */
    private static Collection<LedgerLine> last(Collection<LedgerLine> lines) {
        var last = new HashMap<String, LedgerLine>();
        lines.stream()
                .filter(LedgerLine::isAccepted)
                .sorted(Comparator.comparing(LedgerLine::receivedAt)
                        .thenComparing((LedgerLine line) -> line.replay().isPresent())
                        .thenComparing(LedgerLine::deliveryId))
                .forEach(line ->
                        last.put(line.replay().map(LedgerLine.Replay::repairs).orElse(line.deliveryId()), line));
        return last.values();
    }

    /** Rows by rule of one delivery. */
    static Map<String, Long> rules(LedgerLine line, List<RefusedRows> refused) {
        var rules = new TreeMap<String, Long>();
        refused.stream()
                .filter(some -> some.ruleVersion().equals(line.ruleVersion()))
                .forEach(some -> some.rules().forEach(rule -> rules.merge(rule, some.rows(), Long::sum)));
        return rules;
    }

    long of(DatasetName dataset) {
        return rows.getOrDefault(dataset, 0L);
    }

    long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
