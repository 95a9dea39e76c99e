package vinelake.etl.ingest;

import java.sql.Timestamp;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.Problem;
import vinelake.core.value.PersonalHash;

/** Checks what takes Spark: that every rule is valid SQL, and that every example becomes what its author says. */
public final class ExampleCheck {

    /** An example shows that a personal value is taken, not what it is hashed to: any key will do. */
    private static final PersonalHash ANY_KEY = PersonalHash.of(new byte[32], 1);

    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private final SparkSession spark;
    private final Hub hub;

    public ExampleCheck(SparkSession spark, Hub hub) {
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.hub = hub;
    }

    public List<Problem> run(Map<DatasetName, List<ContractExample>> examples) {
        var problems = new ArrayList<Problem>();
        for (var contract : hub.contracts()) {
            int before = problems.size();
            rules(contract, problems);
            if (problems.size() == before) {
                examples(contract, examples.getOrDefault(contract.name(), List.of()), problems);
            }
        }
        return problems;
    }

    private void rules(Contract contract, List<Problem> problems) {
        var empty = spark.createDataFrame(List.of(), RowParser.schema(contract));
        for (var rule : contract.rules()) {
            try {
                empty.where(rule.predicate()).schema();
            } catch (Exception e) {
                if (!(e instanceof AnalysisException) && !(e instanceof ParseException)) {
                    throw e;
                }
                problems.add(new Problem(
                        "contracts/%s.odcs.yaml".formatted(contract.name()),
                        "rule " + rule.name(),
                        "'%s' is no predicate over the columns: %s. Allowed: Spark SQL that is TRUE for valid rows"
                                .formatted(
                                        rule.predicate(),
                                        e.getMessage().lines().findFirst().orElse(""))));
            }
        }
    }

    private void examples(Contract contract, List<ContractExample> examples, List<Problem> problems) {
        if (examples.isEmpty()) {
            return;
        }
        var sources = new ArrayList<String>();
        contract.columns().stream().map(ContractColumn::source).forEach(sources::add);
        var layout =
                new Layout(java.util.stream.IntStream.range(0, sources.size()).toArray(), sources.size());
        var file = TextFile.of("example", null, contract.format());
        var parser = RowParser.of(contract, hub.timeZone(), Optional.of(ANY_KEY));
        var rows = new ArrayList<Row>();
        for (int i = 0; i < examples.size(); i++) {
            var delivered = examples.get(i).row();
            var fields =
                    sources.stream().map(s -> delivered.getOrDefault(s, "")).toList();
            rows.add(parser.parse(file, layout, i, i, fields));
        }
        Dataset<Row> checked = RowRules.check(contract, spark.createDataFrame(rows, RowParser.schema(contract)));
        for (var row : checked.orderBy("line_number").collectAsList()) {
            var example = examples.get((int) row.<Long>getAs("line_number").longValue());
            difference(example, row, hub.timeZone())
                    .ifPresent(text -> problems.add(new Problem(
                            "contracts/%s.examples.yaml".formatted(contract.name()), example.name(), text)));
        }
    }

    private static Optional<String> difference(ContractExample example, Row row, ZoneId zone) {
        var broken = new TreeSet<>(row.<String>getList(row.fieldIndex("_rules")));
        if (!broken.equals(new TreeSet<>(example.broken()))) {
            return Optional.of(
                    "the row breaks %s. The example says %s".formatted(broken, new TreeSet<>(example.broken())));
        }
        var wrong = new ArrayList<String>();
        example.accepted().forEach((column, expected) -> {
            var actual = text(row.getAs(column), zone);
            if (!actual.equals(expected)) {
                wrong.add("%s is '%s', the example says '%s'".formatted(column, actual, expected));
            }
        });
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
    }

    /** A moment as the hub's clock shows it: an example must not turn out otherwise on a machine of another zone. */
    private static String text(Object value, ZoneId zone) {
        if (value instanceof Timestamp moment) {
            return MOMENT.format(moment.toInstant().atZone(zone));
        }
        return value == null ? "" : value.toString();
    }
}
