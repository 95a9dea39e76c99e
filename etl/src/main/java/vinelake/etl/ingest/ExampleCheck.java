package vinelake.etl.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.NumericType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;
import vinelake.core.hub.Problem;
import vinelake.core.table.Table;
import vinelake.core.value.PersonalHash;
import vinelake.etl.text.Layout;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.TextFile;
import vinelake.etl.text.TextPart;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;

/** Checks what takes Spark: that every rule is valid SQL, and that every example becomes what its author says. */
public final class ExampleCheck {

    /** An example shows that a personal value is taken, not what it is hashed to: any key will do. */
    private static final PersonalHash ANY_KEY = PersonalHash.of(new byte[32], 1);

    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private static final String MARK = ".";

    private final SparkSession spark;
    private final Hub hub;

    public ExampleCheck(SparkSession spark, Hub hub) {
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.hub = hub;
    }

    public List<Problem> run(Map<DatasetName, List<ContractExample>> examples) {
        var problems = new ArrayList<Problem>();
        for (var current : hub.contracts()) {
            var all = examples.getOrDefault(current.name(), List.of());
            current.versions().forEach(contract -> {
                int before = problems.size();
                rules(contract, problems);
                queries(contract, problems);
                if (problems.size() == before) {
                    examples(
                            contract,
                            all.stream()
                                    .filter(example -> example.isOf(contract))
                                    .toList(),
                            problems);
                }
            });
        }
        return problems;
    }

    private void rules(Contract contract, List<Problem> problems) {
        var empty = spark.createDataFrame(List.of(), TextTable.schema(contract));
        for (var rule : contract.rules()) {
            try {
                empty.where(rule.predicate()).schema();
            } catch (Exception e) {
                if (!(e instanceof AnalysisException) && !(e instanceof ParseException)) {
                    throw e;
                }
                problems.add(new Problem(
                        contract.file(),
                        "rule " + rule.name(),
                        "'%s' is no predicate over the columns: %s. Allowed: Spark SQL that is TRUE for valid rows"
                                .formatted(
                                        rule.predicate(),
                                        e.getMessage().lines().findFirst().orElse(""))));
            }
        }
    }

    /** Over views without rows: what Spark refuses is found, and what is no single number. */
    private void queries(Contract contract, List<Problem> problems) {
        for (var rule : contract.promises().rules()) {
            rule.query()
                    .flatMap(query -> fault(contract, query))
                    .ifPresent(fault -> problems.add(new Problem(
                            contract.file(),
                            "rule " + rule.name(),
                            ("'%s' is no query of one number: %s. Allowed: Spark SQL with one column of numbers, over %s and views"
                                            + " like %s")
                                    .formatted(
                                            rule.query().orElseThrow().strip(),
                                            fault,
                                            DeliveryPromises.DELIVERY,
                                            DeliveryPromises.view(contract)))));
        }
    }

    private Optional<String> fault(Contract contract, String query) {
        var views = new ArrayList<String>();
        try {
            views.add(DeliveryPromises.DELIVERY);
            empty(contract).createOrReplaceTempView(DeliveryPromises.DELIVERY);
            for (var other : DeliveryPromises.named(hub, query)) {
                if (views.contains(DeliveryPromises.view(other))) {
                    return Optional.of("two datasets are called " + DeliveryPromises.view(other));
                }
                views.add(DeliveryPromises.view(other));
                empty(other).createOrReplaceTempView(DeliveryPromises.view(other));
            }
            var schema = spark.sql(DeliveryPromises.asSubquery(query)).schema();
            return schema.length() == 1 && schema.fields()[0].dataType() instanceof NumericType
                    ? Optional.empty()
                    : Optional.of("it gives " + schema.simpleString());
        } catch (Exception e) {
            if (!(e instanceof AnalysisException) && !(e instanceof ParseException)) {
                throw e;
            }
            return Optional.of(e.getMessage().lines().findFirst().orElse(""));
        } finally {
            views.forEach(spark.catalog()::dropTempView);
        }
    }

    private Dataset<Row> empty(Contract contract) {
        return spark.createDataFrame(List.of(), Lake.schema(Table.records(contract)));
    }

    private void examples(Contract contract, List<ContractExample> examples, List<Problem> problems) {
        if (examples.isEmpty()) {
            return;
        }
        try {
            var file = Files.createTempFile("examples", ".csv");
            try {
                var parts = parts(contract, examples, file);
                compare(contract, examples, parts, problems);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows as a file of a plain format: an example shows values, not how a department writes them down. */
    private List<TextPart> parts(Contract contract, List<ContractExample> examples, Path file) throws IOException {
        var text = new StringBuilder();
        for (var example : examples) {
            for (var column : contract.columns()) {
                var field = example.row().getOrDefault(column.source(), "");
                text.append('"').append(field.replace("\"", "\"\"")).append("\",");
            }
            // Without it a row of one blank would be a blank line.
            text.append(MARK).append('\n');
        }
        Files.writeString(file, text);
        int count = contract.columns().size();
        var layout = new Layout(IntStream.range(0, count).toArray(), count + 1);
        var plain = new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), false);
        var source = new OrderedPass.Source(TextFile.of("examples", file.toUri(), plain), layout);
        return new OrderedPass(
                        spark.sparkContext().hadoopConfiguration(),
                        OrderedPass.Workers.NONE,
                        OrderedPass.Watcher.NOBODY)
                .count(List.of(source)).stream().map(OrderedPass.ReadPart::part).toList();
    }

    private RowParser parser(Contract contract) {
        return RowParser.of(contract, hub.timeZone(), Optional.of(ANY_KEY));
    }

    private void compare(
            Contract contract, List<ContractExample> examples, List<TextPart> parts, List<Problem> problems) {
        var checked = RowRules.check(contract, TextTable.read(spark, contract, parser(contract), parts));
        for (var row : checked.orderBy(TextTable.RECORD_NUMBER).collectAsList()) {
            var example =
                    examples.get((int) row.<Long>getAs(TextTable.RECORD_NUMBER).longValue() - 1);
            difference(example, row, RowRules.names(contract, row), hub.timeZone())
                    .ifPresent(text -> problems.add(new Problem(
                            contract.file().replace(".odcs.yaml", ".examples.yaml"), example.name(), text)));
        }
    }

    private static Optional<String> difference(ContractExample example, Row row, List<String> names, ZoneId zone) {
        var broken = new TreeSet<>(names);
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
