package vinelake.orchestration;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.DatasetName;

/**
 * The refused rows that wait for a repair. Only those count whose delivery the ledger knows as accepted under the same rule
 * version: others were left by a run that was killed, or by rules that have been replaced since. Of a delivery whose rows
 * were tried again only those that the last replay left.
 *
 * @param rows by dataset, of those that have some
 * @param byRule rows by dataset and rule; a row that breaks two rules is under both
 */
record OpenQuarantine(Map<DatasetName, Long> rows, Map<DatasetName, Map<String, Long>> byRule) {

    /** @param lines of the ledger as they stand, each delivery once */
    static OpenQuarantine of(Collection<LedgerLine> lines, List<RefusedRows> refused) {
        var known = last(lines).collect(Collectors.toMap(LedgerLine::deliveryId, Function.identity()));
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

    /** Of each accepted delivery its last replay, or itself: a replay says again what is refused still. */
    private static Stream<LedgerLine> last(Collection<LedgerLine> lines) {
        return lines.stream()
                .filter(LedgerLine::isAccepted)
                .collect(Collectors.toMap(
                        line -> line.repairs().orElse(line.deliveryId()),
                        Function.identity(),
                        BinaryOperator.maxBy(Comparator.comparing(LedgerLine::receivedAt))))
                .values()
                .stream();
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
