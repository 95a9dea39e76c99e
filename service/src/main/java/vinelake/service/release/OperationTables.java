package vinelake.service.release;

import io.delta.kernel.data.Row;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/** What the lake has for its operator beside the ledger of deliveries. */
public final class OperationTables {

    private static final List<String> REFUSED = List.of("delivery_id", "rule_version", "rules");
    private static final List<String> DECISION = List.of(
            "decision_id", "kind", "department", "dataset", "delivery_id", "reason", "decided_by", "decided_at");

    /** A table that nothing was entered in since it was thought of lacks it. */
    private static final String SUBJECT = "subject";

    private static final List<String> OPEN = List.of(
            "department",
            "dataset",
            "delivery_id",
            "rule_version",
            "as_of_date",
            "file",
            "line_number",
            "rules",
            "text");
    private static final String REPAIR = "repair_rows";
    private static final String WITHDRAWAL = "withdraw_repair";

    private final URI lake;
    private OptionalLong subjectsVersion = OptionalLong.empty();
    private long subjects;

    /** @param lake its root, without a slash at the end */
    public OperationTables(URI lake) {
        this.lake = lake;
    }

    /**
     * Refused rows of a delivery that break the same rules. They count when the ledger knows the delivery as accepted under
     * the same rule version.
     */
    public record Refused(String deliveryId, String ruleVersion, List<String> rules, long rows) {}

    /** @param subject JSON: the repair, or the id of the one that is withdrawn; empty where it is about a delivery */
    public record Decision(
            String decisionId,
            String kind,
            DatasetName dataset,
            Optional<String> deliveryId,
            String reason,
            String by,
            Instant at,
            Optional<String> subject) {}

    /**
     * A refused row.
     *
     * @param deliveryId of the delivery that it came with, whatever replays have refused it since
     * @param text as it was delivered, personal fields hidden; empty where only its hash is kept
     */
    public record RefusedRow(
            String deliveryId, LocalDate asOf, String file, long line, List<String> rules, Optional<String> text) {

        private static final Comparator<RefusedRow> LATEST_FIRST = Comparator.comparing(RefusedRow::asOf)
                .reversed()
                .thenComparing(RefusedRow::file)
                .thenComparing(RefusedRow::line)
                .thenComparing(RefusedRow::deliveryId);
    }

    /**
     * Rows of a dataset that wait for repair.
     *
     * @param rows some of them, what speaks for the latest day first, then by file and line
     * @param byRule how many break each rule, of all; a row that breaks two counts for both
     * @param count of all
     * @param matching of those that break the rule that was asked for
     */
    public record Open(List<RefusedRow> rows, Map<String, Long> byRule, long count, long matching) {}

    /** The refused rows, counted; their text is not read. */
    public List<Refused> refused() {
        record Group(String deliveryId, String ruleVersion, List<String> rules) {}
        Map<Group, Long> rows = new HashMap<>();
        read(
                Tables.QUARANTINE,
                REFUSED,
                row -> rows.merge(new Group(row.getString(0), row.getString(1), texts(row, 2)), 1L, Long::sum));
        return rows.entrySet().stream()
                .map(e -> new Refused(
                        e.getKey().deliveryId(),
                        e.getKey().ruleVersion(),
                        e.getKey().rules(),
                        e.getValue()))
                .toList();
    }

    /** What people decided, in order. */
    public List<Decision> decisions() {
        var all = new ArrayList<Decision>();
        boolean hasSubject =
                new DeltaTable(lake, Tables.DECISION.path()).columns().contains(SUBJECT);
        var columns = Stream.concat(DECISION.stream(), hasSubject ? Stream.of(SUBJECT) : Stream.empty())
                .toList();
        read(Tables.DECISION, columns, row -> all.add(decision(row, hasSubject)));
        all.sort(Comparator.comparing(Decision::at).thenComparing(Decision::decisionId));
        return all;
    }

    /** The repairs of a dataset that were not withdrawn, in the order in which they were decided. */
    public List<Decision> repairs(DatasetName dataset) {
        var all = decisions();
        var withdrawn = all.stream()
                .filter(d -> d.kind().equals(WITHDRAWAL))
                .flatMap(d -> d.subject().stream())
                .collect(Collectors.toSet());
        return all.stream()
                .filter(d -> d.kind().equals(REPAIR) && d.dataset().equals(dataset))
                .filter(d -> !withdrawn.contains(d.decisionId()))
                .toList();
    }

    /**
     * The rows of a dataset that wait for repair. No more rows are kept in memory than come before the last one asked for.
     *
     * @param open of its deliveries
     * @param rule only rows that break it
     * @param from the number of the first row that is wanted, from 0
     * @param count how many are wanted
     */
    public Open open(DatasetName dataset, List<OpenRows> open, Optional<String> rule, int from, int count) {
        // A run that was killed may have left rows of the same delivery under other rules.
        var known = open.stream()
                .collect(Collectors.toMap(
                        o -> o.last().deliveryId() + "/" + o.last().ruleVersion(),
                        o -> o.delivery().deliveryId()));
        var first = new PriorityQueue<RefusedRow>(RefusedRow.LATEST_FIRST.reversed());
        var byRule = new TreeMap<String, Long>();
        var all = new AtomicLong();
        var matching = new AtomicLong();
        var kind = new Predicate("AND", is("department", dataset.department()), is("dataset", dataset.dataset()));
        read(Tables.QUARANTINE, OPEN, Optional.of(kind), row -> {
            var deliveryId = known.get(row.getString(2) + "/" + row.getString(3));
            if (deliveryId == null || !dataset.equals(new DatasetName(row.getString(0), row.getString(1)))) {
                return;
            }
            var rules = texts(row, 7);
            all.incrementAndGet();
            rules.forEach(r -> byRule.merge(r, 1L, Long::sum));
            if (rule.filter(r -> !rules.contains(r)).isEmpty()) {
                matching.incrementAndGet();
                first.add(new RefusedRow(
                        deliveryId,
                        LakeReleases.day(row.getInt(4)),
                        row.getString(5),
                        row.getLong(6),
                        rules,
                        row.isNullAt(8) ? Optional.empty() : Optional.of(row.getString(8))));
                if (first.size() > from + count) {
                    first.remove();
                }
            }
        });
        return new Open(
                first.stream().sorted(RefusedRow.LATEST_FIRST).skip(from).toList(), byRule, all.get(), matching.get());
    }

    private static Predicate is(String column, String value) {
        return new Predicate("=", new Column(column), Literal.ofString(value));
    }

    /** How many subjects were ever minted. The table is read only when there is a commit more. */
    public synchronized long subjects() {
        var latest = new DeltaTable(lake, Tables.SUBJECT.path()).version();
        if (!latest.equals(subjectsVersion)) {
            var count = new AtomicLong();
            read(Tables.SUBJECT, List.of("kind"), row -> count.incrementAndGet());
            subjects = count.get();
            subjectsVersion = latest;
        }
        return subjects;
    }

    private void read(Table table, List<String> columns, DeltaTable.Sink sink) {
        read(table, columns, Optional.empty(), sink);
    }

    private void read(Table table, List<String> columns, Optional<Predicate> kind, DeltaTable.Sink sink) {
        var delta = new DeltaTable(lake, table.path());
        if (delta.version().isPresent()) {
            delta.read(columns, kind, sink);
        }
    }

    private static Decision decision(Row row, boolean hasSubject) {
        return new Decision(
                row.getString(0),
                row.getString(1),
                new DatasetName(row.getString(2), row.getString(3)),
                row.isNullAt(4) ? Optional.empty() : Optional.of(row.getString(4)),
                row.getString(5),
                row.getString(6),
                LakeReleases.moment(row.getLong(7)),
                hasSubject && !row.isNullAt(8) ? Optional.of(row.getString(8)) : Optional.empty());
    }

    private static List<String> texts(Row row, int column) {
        var array = row.getArray(column);
        var elements = array.getElements();
        var texts = new ArrayList<String>(array.getSize());
        for (int i = 0; i < array.getSize(); i++) {
            texts.add(elements.getString(i));
        }
        return List.copyOf(texts);
    }
}
