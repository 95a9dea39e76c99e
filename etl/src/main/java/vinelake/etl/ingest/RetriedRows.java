package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.table.Tables;
import vinelake.etl.repair.RefusedRow;
import vinelake.etl.repair.RowRepairs;
import vinelake.etl.text.Layout;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.OrderedPass.Source;
import vinelake.etl.text.RowFile;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.TextRecords;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;

/**
 * The open refused rows of a delivery, read again from where they were delivered, as repairs make them, and judged by the
 * contract in force. A row that is still refused is entered again as it was delivered.
 */
final class RetriedRows {

    /** Rows that are repaired together. */
    private static final int TOGETHER = 5000;

    private final SparkSession spark;
    private final Contract contract;
    private final RowParser parser;
    private final Scratch scratch;
    private final Configuration configuration;

    /** @param spark with a session of its own, in which a rule that fails on a row is broken */
    RetriedRows(SparkSession spark, Contract contract, RowParser parser, Scratch scratch) {
        this.spark = spark;
        this.contract = contract;
        this.parser = parser;
        this.scratch = scratch;
        this.configuration = spark.sparkContext().hadoopConfiguration();
    }

    /** Where a row was delivered. */
    record At(String file, long line) {}

    /**
     * What became of the rows.
     *
     * @param wanted all, with the rules that they broke
     * @param readable files of the rows that can be read, by the file that they come from
     * @param refused of those that can be read the ones that break rules, with these
     * @param unreadable those that cannot be read, because their fields are not known
     * @param dismissed those that stay refused for good
     * @param changed some that a repair has changed or dismissed
     */
    record Judged(
            Map<At, Set<String>> wanted,
            List<Source> readable,
            Map<At, List<String>> refused,
            Set<At> unreadable,
            Set<At> dismissed,
            List<RefusedRow> changed,
            long changedCount) {

        long passed() {
            return wanted.size() - refused.size() - unreadable.size() - dismissed.size();
        }

        long stillRefused() {
            return (long) refused.size() + unreadable.size();
        }

        boolean passes(At row) {
            return wanted.containsKey(row)
                    && !refused.containsKey(row)
                    && !unreadable.contains(row)
                    && !dismissed.contains(row);
        }
    }

    /** @return the rules that each open row breaks */
    static Map<At, Set<String>> wanted(Dataset<Row> open) {
        var sets = new HashMap<List<String>, Set<String>>();
        var wanted = new LinkedHashMap<At, Set<String>>();
        for (var row : open.select("file", "line_number", "rules").collectAsList()) {
            wanted.put(
                    new At(row.getString(0), row.getLong(1)),
                    sets.computeIfAbsent(row.<String>getList(2), Set::copyOf));
        }
        return wanted;
    }

    /**
     * @param sources the files of the delivery
     * @param examples how many changed rows are kept
     */
    Judged judge(List<Source> sources, Map<At, Set<String>> wanted, RowRepairs repairs, int examples)
            throws IOException {
        var byFile = new HashMap<String, Map<Long, Set<String>>>();
        wanted.forEach((at, rules) ->
                byFile.computeIfAbsent(at.file(), f -> new HashMap<>()).put(at.line(), rules));
        var readable = new ArrayList<Source>();
        var unreadable = new HashSet<At>();
        var dismissed = new HashSet<At>();
        var changed = new ArrayList<RefusedRow>();
        long changedCount = 0;
        long found = 0;
        for (var source : sources) {
            var lines = byFile.get(source.file().name());
            if (lines == null) {
                continue;
            }
            var reading = new Reading(source, lines, repairs, unreadable, dismissed, changed, examples);
            readable.add(reading.read());
            found += reading.found;
            changedCount += reading.changedCount;
        }
        if (found != wanted.size()) {
            throw new IllegalStateException(
                    "%s: of %d refused rows %d are where they were delivered. The landing zone's copy must be as it came"
                            .formatted(contract.name(), wanted.size(), found));
        }
        return new Judged(wanted, readable, refused(readable), unreadable, dismissed, changed, changedCount);
    }

    /** The same where nobody has the files any more: rows can be dismissed, and written by hand as a whole. */
    Judged judgeWithoutCopy(Map<At, Set<String>> wanted, RowRepairs repairs, int examples) throws IOException {
        int count = contract.columns().size();
        var places = IntStream.range(0, count)
                .map(i -> contract.columns().get(i).isDelivered() ? i : -1)
                .toArray();
        var rows = wanted.entrySet().stream()
                .map(e -> new RefusedRow(
                        e.getKey().file(), e.getKey().line(), e.getValue(), List.of(), places, count, Set.of()))
                .sorted(Comparator.comparing(RefusedRow::file).thenComparing(RefusedRow::line))
                .toList();
        for (int from = 0; from < rows.size(); from += TOGETHER) {
            repairs.apply(rows.subList(from, Math.min(rows.size(), from + TOGETHER)));
        }
        var byFile = rows.stream()
                .filter(row -> !row.isDismissed() && row.isReadable())
                .collect(Collectors.groupingBy(RefusedRow::file, TreeMap::new, Collectors.toList()));
        var readable = new ArrayList<Source>();
        for (var file : byFile.entrySet()) {
            try (var out = new RowFile(scratch.newFile())) {
                file.getValue().forEach(row -> out.add(row.line(), row.fields()));
                readable.add(new Source(out.text(file.getKey()), new Layout(places, count).afterNumber()));
            }
        }
        var changed = rows.stream()
                .filter(row -> row.isDismissed() || row.isRepaired())
                .toList();
        return new Judged(
                wanted,
                readable,
                refused(readable),
                places(rows, row -> !row.isDismissed() && !row.isReadable()),
                places(rows, RefusedRow::isDismissed),
                changed.stream().limit(examples).toList(),
                changed.size());
    }

    private static Set<At> places(List<RefusedRow> rows, Predicate<RefusedRow> which) {
        return rows.stream()
                .filter(which)
                .map(row -> new At(row.file(), row.line()))
                .collect(Collectors.toSet());
    }

    /** Reads the wanted rows of a file. */
    private final class Reading {

        private final Source source;
        private final Map<Long, Set<String>> lines;
        private final RowRepairs repairs;
        private final Set<At> unreadable;
        private final Set<At> dismissed;
        private final List<RefusedRow> changed;
        private final int examples;
        private final int[] places;
        private final int fieldCount;
        private final List<RefusedRow> together = new ArrayList<>();
        private long found;
        private long changedCount;

        Reading(
                Source source,
                Map<Long, Set<String>> lines,
                RowRepairs repairs,
                Set<At> unreadable,
                Set<At> dismissed,
                List<RefusedRow> changed,
                int examples) {
            this.source = source;
            this.lines = lines;
            this.repairs = repairs;
            this.unreadable = unreadable;
            this.dismissed = dismissed;
            this.changed = changed;
            this.examples = examples;
            int number = source.file().isNumbered() ? 1 : 0;
            this.places = IntStream.of(source.layout().indexes())
                    .map(index -> index < 0 ? index : index - number)
                    .toArray();
            this.fieldCount = source.layout().fieldCount() - number;
        }

        Source read() throws IOException {
            var path = scratch.newFile();
            var name = source.file().name();
            try (var rows = new RowFile(path)) {
                TextRecords.eachNumbered(source.file(), configuration, record -> {
                    var rules = lines.get(record.number());
                    if (rules != null) {
                        found++;
                        together.add(new RefusedRow(
                                name,
                                record.number(),
                                rules,
                                record.fields(),
                                places,
                                fieldCount,
                                record.unreadable()));
                        if (together.size() == TOGETHER) {
                            write(rows);
                        }
                    }
                    return found < lines.size();
                });
                write(rows);
                var layout = source.file().isNumbered()
                        ? source.layout()
                        : source.layout().afterNumber();
                return new Source(rows.text(name), layout);
            }
        }

        private void write(RowFile rows) {
            repairs.apply(together);
            for (var row : together) {
                if (row.isRepaired() || row.isDismissed()) {
                    changedCount++;
                    if (changed.size() < examples) {
                        changed.add(row);
                    }
                }
                var at = new At(row.file(), row.line());
                if (row.isDismissed()) {
                    dismissed.add(at);
                } else if (row.isReadable()) {
                    rows.add(row.line(), row.fields());
                } else {
                    unreadable.add(at);
                }
            }
            together.clear();
        }
    }

    private Map<At, List<String>> refused(List<Source> sources) throws IOException {
        var refused = new HashMap<At, List<String>>();
        if (sources.isEmpty()) {
            return refused;
        }
        var parts = new OrderedPass(configuration, OrderedPass.Workers.NONE, OrderedPass.Watcher.NOBODY)
                .count(sources).stream().map(OrderedPass.ReadPart::part).toList();
        var checked = RowRules.check(contract, TextTable.read(spark, contract, parser, parts))
                .where(RowRules.isRefused(contract));
        for (var row : checked.collectAsList()) {
            var file = sources.get(row.<Integer>getAs(TextTable.FILE)).file().name();
            refused.put(new At(file, row.<Long>getAs(TextTable.LINE)), RowRules.names(contract, row));
        }
        return refused;
    }

    /** The rows that keep all rules now. */
    List<Source> passing(Judged judged) throws IOException {
        var passing = new ArrayList<Source>();
        for (var source : judged.readable()) {
            var name = source.file().name();
            var path = scratch.newFile();
            try (var rows = new RowFile(path)) {
                TextRecords.eachNumbered(source.file(), configuration, record -> {
                    if (judged.passes(new At(name, record.number()))) {
                        rows.add(record.number(), record.fields());
                    }
                    return true;
                });
                passing.add(new Source(rows.text(name), source.layout()));
            }
        }
        return passing;
    }

    /**
     * The rows that are refused still, as they were delivered, with the rules that they break now.
     *
     * @param open rows of the quarantine
     * @param id of the replay
     */
    Dataset<Row> stillRefused(Dataset<Row> open, Judged judged, String id) {
        var rows = new ArrayList<Row>();
        judged.refused().forEach((at, rules) -> rows.add(RowFactory.create(at.file(), at.line(), rules.toArray())));
        judged.unreadable().forEach(at -> rows.add(RowFactory.create(at.file(), at.line(), null)));
        var schema = new StructType()
                .add("file", DataTypes.StringType, false)
                .add("line_number", DataTypes.LongType, false)
                .add("_rules", DataTypes.createArrayType(DataTypes.StringType), true);
        var still = spark.createDataFrame(rows, schema);
        return open.join(still, new String[] {"file", "line_number"})
                .withColumn("delivery_id", lit(id))
                .withColumn("rule_version", lit(contract.ruleVersion()))
                .withColumn("rules", coalesce(col("_rules"), col("rules"), array()))
                .select(Lake.columns(Tables.QUARANTINE))
                .coalesce(1);
    }
}
