package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vinelake.core.contract.Contract;
import vinelake.core.contract.HoldReason;
import vinelake.core.contract.Mode;
import vinelake.core.contract.SetRule;
import vinelake.core.contract.SetRule.Measure;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.lake.DataFile;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Records;

/**
 * Judges deliveries of one version of a contract by what their contract promises of them as a whole: after their rows are
 * written to files and before anything is committed.
 */
final class DeliveryPromises {

    /** What SQL calls the delivery that is judged. */
    static final String DELIVERY = "delivery";

    private static final int USUAL_DELIVERIES = 5;
    private static final int LEAST_BEFORE = 2;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final JobContext context;
    private final SparkSession spark;
    private final Lake lake;
    private final Contract contract;
    private final List<Delivery> accepted;

    /**
     * @param lake in the session
     * @param accepted the dataset's deliveries that are in the lake
     */
    DeliveryPromises(JobContext context, Lake lake, Contract contract, List<Delivery> accepted) {
        this.context = context;
        this.spark = lake.spark();
        this.lake = lake;
        this.contract = contract;
        this.accepted = accepted.stream()
                .filter(line -> line.isAccepted() && line.isDelivered())
                .toList();
    }

    /**
     * A delivery as it would be entered, and what its files say.
     *
     * @param empty by column: rows without a value
     * @param read by file: its records
     * @param isExempt whether somebody accepted it, whatever it breaks
     */
    record Candidate(
            Delivery line, Map<String, Long> empty, Map<String, Long> read, Manifests manifests, boolean isExempt) {}

    /** A delivery that breaks promises, each in a sentence. */
    record Broken(int index, List<String> sentences) {}

    /**
     * The first delivery of a batch that breaks promises. Those after it are judged again without it, because their rows may
     * have been its duplicates, and it is none of their usual ones.
     *
     * @param files of accepted rows, not committed yet
     * @param ended rows that a snapshot ends
     */
    Optional<Broken> firstBroken(List<Candidate> batch, List<DataFile> files, Optional<Dataset<Row>> ended) {
        var before = new ArrayList<>(accepted);
        var repeated = repeated(batch, files, ended);
        for (int i = 0; i < batch.size(); i++) {
            var candidate = batch.get(i);
            var line = candidate.line();
            if (!candidate.isExempt()) {
                var sentences = rowsAsDeclared(candidate);
                for (var rule : contract.promises().rules()) {
                    broken(rule, candidate, before, repeated, files, ended).ifPresent(sentences::add);
                }
                if (!sentences.isEmpty()) {
                    return Optional.of(new Broken(i, sentences));
                }
            }
            before.add(line);
        }
        return Optional.empty();
    }

    /** What the sender's manifests promise of files that are not read yet. */
    static List<String> brokenBeforeReading(DeliveryIngest.Pending pending) {
        var arrival = pending.arrival();
        var pattern = arrival.contract().promises().manifest();
        if (pattern.isEmpty() || pending.isExempt()) {
            return List.of();
        }
        if (arrival.manifests().files().isEmpty()) {
            return List.of(
                    "%s: %s".formatted(arrival.files().get(0).name(), HoldReason.NO_MANIFEST.text(pattern.get())));
        }
        return arrival.manifests().problems(arrival.files());
    }

    private static List<String> rowsAsDeclared(Candidate candidate) {
        var wrong = new ArrayList<String>();
        candidate
                .read()
                .forEach((file, read) -> candidate.manifests().rows(file).ifPresent(declared -> {
                    if (declared != read) {
                        wrong.add("%s: %s".formatted(file, HoldReason.ROWS_NOT_AS_DECLARED.text(read, declared)));
                    }
                }));
        return wrong;
    }

    private Optional<String> broken(
            SetRule rule,
            Candidate candidate,
            List<Delivery> before,
            Map<String, Row> repeated,
            List<DataFile> files,
            Optional<Dataset<Row>> ended) {
        var counts = candidate.line().counts();
        long standing = counts.accepted() + counts.unchanged();
        var usual = usual(candidate.line(), before);
        if (rule.measure() == Measure.ROWS_PERCENT_OF_USUAL && usual.isEmpty()) {
            return Optional.empty();
        }
        Optional<BigDecimal> figure = switch (rule.measure()) {
            case ROWS -> Optional.of(BigDecimal.valueOf(counts.read()));
            case ROWS_PERCENT_OF_USUAL ->
                Optional.of(BigDecimal.valueOf(counts.read())
                        .multiply(HUNDRED)
                        .divide(usual.orElseThrow(), MathContext.DECIMAL128));
            case EMPTY_ROWS ->
                Optional.of(
                        BigDecimal.valueOf(candidate.empty().get(rule.columns().get(0))));
            case EMPTY_PERCENT ->
                Optional.of(percent(candidate.empty().get(rule.columns().get(0)), standing));
            case REPEATED_ROWS -> Optional.of(BigDecimal.valueOf(repeatedRows(rule, candidate, repeated)));
            case REPEATED_PERCENT -> Optional.of(percent(repeatedRows(rule, candidate, repeated), standing));
            case QUARANTINED_ROWS -> Optional.of(BigDecimal.valueOf(counts.quarantined()));
            case QUARANTINED_PERCENT -> Optional.of(percent(counts.quarantined(), counts.read()));
            case QUERY -> answer(rule.query().orElseThrow(), candidate.line(), files, ended);
        };
        if (figure.filter(rule.bound()::allows).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(HoldReason.BROKEN_PROMISE.text(
                rule.name(),
                subject(rule),
                figure.map(DeliveryPromises::shown).orElse("no number"),
                rule.bound().toText(),
                rule.description()));
    }

    /** {@code HoldWords} knows these. */
    private static String subject(SetRule rule) {
        var columns = String.join(", ", rule.columns());
        return switch (rule.measure()) {
            case ROWS -> "the number of rows";
            case ROWS_PERCENT_OF_USUAL -> "the number of rows in percent of the usual";
            case EMPTY_ROWS -> "the number of rows without " + columns;
            case EMPTY_PERCENT -> "the percentage of rows without " + columns;
            case REPEATED_ROWS -> "the number of rows that repeat " + columns;
            case REPEATED_PERCENT -> "the percentage of rows that repeat " + columns;
            case QUARANTINED_ROWS -> "the number of refused rows";
            case QUARANTINED_PERCENT -> "the percentage of refused rows";
            case QUERY -> "the figure of its query";
        };
    }

    private static String shown(BigDecimal figure) {
        var rounded = figure.scale() > 4 ? figure.setScale(4, RoundingMode.HALF_UP) : figure;
        return (rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros()).toPlainString();
    }

    private static BigDecimal percent(long part, long whole) {
        return whole == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(part).multiply(HUNDRED).divide(BigDecimal.valueOf(whole), MathContext.DECIMAL128);
    }

    /** The median of the rows read of the last deliveries up to the date; empty where there are too few, or they are empty. */
    private static Optional<BigDecimal> usual(Delivery line, List<Delivery> before) {
        var last = before.stream()
                .filter(d -> !d.asOfDate().isAfter(line.asOfDate()))
                .sorted(Comparator.comparing(Delivery::asOfDate)
                        .thenComparing(Delivery::receivedAt)
                        .reversed())
                .limit(USUAL_DELIVERIES)
                .map(d -> d.counts().read())
                .sorted()
                .toList();
        if (last.size() < LEAST_BEFORE) {
            return Optional.empty();
        }
        long twice = last.get((last.size() - 1) / 2) + last.get(last.size() / 2);
        return twice == 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(twice).divide(BigDecimal.valueOf(2)));
    }

    /** How many rows of each delivery repeat an earlier one, in one query for all rules and the whole batch. */
    private Map<String, Row> repeated(List<Candidate> batch, List<DataFile> files, Optional<Dataset<Row>> ended) {
        var rules = repeatedRules();
        if (rules.isEmpty()) {
            return Map.of();
        }
        boolean isSnapshot = contract.mode() != Mode.APPEND;
        var rows = isSnapshot
                ? delivery(batch.get(0).line(), files, ended)
                        .withColumn("delivery_id", lit(batch.get(0).line().deliveryId()))
                : written(files);
        var figures = new ArrayList<Column>();
        for (int i = 0; i < rules.size(); i++) {
            var columns = rules.get(i).columns().stream()
                    .map(DeliveryPromises::quoted)
                    .toArray(Column[]::new);
            var isWhole = rules.get(i).columns().stream()
                    .map(c -> quoted(c).isNotNull())
                    .reduce(lit(true), Column::and);
            var rest = java.util.Arrays.copyOfRange(columns, 1, columns.length);
            // A row without one of the values is in neither count.
            figures.add(count(when(isWhole, lit(1)))
                    .minus(count_distinct(columns[0], rest))
                    .as("repeated_" + i));
        }
        var byDelivery = new LinkedHashMap<String, Row>();
        rows.groupBy("delivery_id")
                .agg(figures.get(0), figures.subList(1, figures.size()).toArray(Column[]::new))
                .collectAsList()
                .forEach(row -> byDelivery.put(row.getString(0), row));
        return byDelivery;
    }

    private List<SetRule> repeatedRules() {
        return contract.promises().rules().stream()
                .filter(r -> r.measure() == Measure.REPEATED_ROWS || r.measure() == Measure.REPEATED_PERCENT)
                .toList();
    }

    private long repeatedRows(SetRule rule, Candidate candidate, Map<String, Row> repeated) {
        var row = repeated.get(candidate.line().deliveryId());
        return row == null ? 0 : row.getLong(1 + repeatedRules().indexOf(rule));
    }

    private static Column quoted(String column) {
        return col("`" + column + "`");
    }

    private Dataset<Row> written(List<DataFile> files) {
        var table = Table.records(contract);
        if (files.isEmpty()) {
            return spark.createDataFrame(List.of(), Lake.schema(table));
        }
        var folder = new Path(lake.location(table));
        return spark.read()
                .schema(Lake.schema(table))
                .parquet(files.stream()
                        .map(f -> new Path(folder, f.path()).toString())
                        .toArray(String[]::new));
    }

    /** What the delivery says: its accepted rows, or for a dataset with keys the rows that it leaves in force. */
    private Dataset<Row> delivery(Delivery line, List<DataFile> files, Optional<Dataset<Row>> ended) {
        var rows = written(files).where(col("delivery_id").equalTo(line.deliveryId()));
        if (contract.mode() == Mode.APPEND) {
            return rows;
        }
        var changes = lake.read(Table.records(contract)).unionByName(rows);
        return Records.upTo(contract, ended.map(changes::unionByName).orElse(changes), line.asOfDate());
    }

    private Optional<BigDecimal> answer(
            String query, Delivery line, List<DataFile> files, Optional<Dataset<Row>> ended) {
        var views = new ArrayList<String>();
        try {
            views.add(DELIVERY);
            delivery(line, files, ended).createOrReplaceTempView(DELIVERY);
            for (var other : named(context.hub(), query)) {
                var known = lake.read(Table.records(other))
                        .where(col("received_at").leq(lit(Timestamp.from(context.knownAt()))));
                views.add(view(other));
                Records.upTo(other, known, line.asOfDate()).createOrReplaceTempView(view(other));
            }
            var rows = spark.sql(asSubquery(query)).limit(2).collectAsList();
            return rows.size() == 1 ? number(rows.get(0).get(0)) : Optional.empty();
        } finally {
            views.forEach(spark.catalog()::dropTempView);
        }
    }

    private static Optional<BigDecimal> number(Object figure) {
        try {
            return figure == null ? Optional.empty() : Optional.of(new BigDecimal(figure.toString()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Of a statement that changes something this makes no query. */
    static String asSubquery(String query) {
        return "SELECT * FROM (\n%s\n)".formatted(query);
    }

    /** What SQL calls the records in force of a dataset. */
    static String view(Contract contract) {
        return contract.name().department() + "_" + contract.name().dataset();
    }

    /** The datasets whose view a query names. */
    static List<Contract> named(Hub hub, String query) {
        var words = WORD.matcher(query).results().map(m -> m.group()).toList();
        return hub.contracts().stream()
                .filter(c -> words.stream().anyMatch(view(c)::equalsIgnoreCase))
                .toList();
    }
}
