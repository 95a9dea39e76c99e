package vinelake.models;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.Mode;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.CommitNote;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;

/**
 * A lake whose records a test writes itself, as deliveries in order of date would have left them, and whose codes are
 * linked as the registry has them. It stands in for the rooms before this one, which this one may not know.
 */
public final class ToyLake {

    private final Hub hub;
    private final Lake lake;
    private final Map<String, List<Row>> pending = new TreeMap<>();
    private final Map<String, Map<String, String>> states = new HashMap<>();
    private int commits;

    private ToyLake(Hub hub, Lake lake) {
        this.hub = hub;
        this.lake = lake;
    }

    /** An empty one. */
    public static ToyLake at(SparkSession spark, Path folder) {
        // The rows fit in a hand: more partitions would only be more tasks.
        var session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", "1");
        return new ToyLake(ToyHub.load(), Lake.at(session, folder.toUri()));
    }

    /** With firms 1 to the number in the registry from 2020 on, minted and one more that the registry does not have. */
    public static ToyLake ofFirms(SparkSession spark, Path folder, int firms) {
        var toy = at(spark, folder);
        toy.register(LocalDate.of(2020, 1, 31), firms);
        toy.mint(firms + 1);
        return toy;
    }

    /** A snapshot of the registry with firms 1 to the number. */
    public void register(LocalDate asOf, int firms) {
        deliver(
                "registry/firm",
                asOf,
                IntStream.rangeClosed(1, firms)
                        .mapToObj(i -> "%s,葡萄%d号有限公司,%s".formatted(ToyHub.code(i), i, ToyHub.PERSONAL))
                        .toArray(String[]::new));
    }

    /** With all that the toy hub's departments deliver, linked as of {@link ToyHub#AS_OF}. */
    public static ToyLake filled(SparkSession spark, Path folder) {
        var toy = at(spark, folder);
        ToyHub.deliveries().forEach(toy::deliver);
        toy.mint(ToyHub.FIRMS);
        toy.commit();
        toy.link(ToyHub.AS_OF);
        return toy;
    }

    public Hub hub() {
        return hub;
    }

    public Lake lake() {
        return lake;
    }

    /** A run that starts eight hours after its date. */
    public JobContext context(LocalDate asOf) {
        return context(asOf, receivedAt(asOf));
    }

    public JobContext context(LocalDate asOf, Instant knownAt) {
        return new JobContext("run", asOf, knownAt, Clock.systemUTC(), hub, lake, Progress.SILENT, Optional.empty());
    }

    /** Rows without a header, fields in the order of the contract's columns; nothing is written before the commit. */
    public void deliver(String dataset, LocalDate asOf, String... lines) {
        deliver(ToyHub.Delivery.of(dataset, asOf, lines));
    }

    private void deliver(ToyHub.Delivery delivery) {
        var contract = hub.contract(delivery.dataset());
        var rows = pending.computeIfAbsent(delivery.dataset().toString(), d -> new ArrayList<>());
        boolean isSnapshot = contract.mode() == Mode.SNAPSHOT;
        var before = isSnapshot ? states.put(delivery.dataset().toString(), new HashMap<>()) : null;
        for (int i = 0; i < delivery.lines().size(); i++) {
            var line = delivery.lines().get(i);
            if (isSnapshot) {
                var key = line.split(",", -1)[0];
                states.get(delivery.dataset().toString()).put(key, line);
                if (before != null && line.equals(before.remove(key))) {
                    continue;
                }
            }
            rows.add(row(delivery, line, i + 2L, false));
        }
        if (before != null) {
            before.values().forEach(line -> rows.add(row(delivery, line, null, true)));
        }
    }

    private static Row row(ToyHub.Delivery delivery, String line, Long number, boolean isEnded) {
        var values = new ArrayList<Object>(List.of(line.split(",", -1)));
        values.addAll(List.of("%s@%s".formatted(delivery.dataset(), delivery.asOf())));
        values.add("%s_%s.csv".formatted(delivery.dataset(), delivery.asOf()));
        values.add(number);
        values.add(number);
        values.add(Date.valueOf(delivery.asOf()));
        values.add(Timestamp.from(receivedAt(delivery.asOf())));
        values.add(line);
        values.add(isEnded);
        return RowFactory.create(values.toArray());
    }

    private static Instant receivedAt(LocalDate asOf) {
        return asOf.plusDays(1).atTime(8, 0).toInstant(ZoneOffset.UTC);
    }

    /** Writes what was delivered since the last commit. */
    public void commit() {
        pending.forEach((dataset, rows) -> {
            var contract = hub.contract(vinelake.core.contract.DatasetName.parse(dataset));
            var table = Table.records(contract);
            lake.append(table, typed(contract, rows), new CommitNote("toy:%s:%d".formatted(dataset, commits), "{}"));
        });
        pending.clear();
        commits++;
    }

    private Dataset<Row> typed(Contract contract, List<Row> rows) {
        var text = new StructType();
        for (var column : contract.columns()) {
            text = text.add(column.name(), "string");
        }
        text = text.add("delivery_id", "string")
                .add("file", "string")
                .add("line_number", "long")
                .add("byte_offset", "long")
                .add("as_of_date", "date")
                .add("received_at", "timestamp")
                .add("row_hash", "string")
                .add("is_ended", "boolean");
        var schema = Lake.schema(Table.records(contract));
        var columns = new ArrayList<Column>();
        for (var field : schema.fields()) {
            var value = col(field.name());
            boolean isFlag = field.dataType().typeName().equals("boolean")
                    && !field.name().equals("is_ended");
            columns.add((isFlag ? value.equalTo("是") : value.cast(field.dataType())).as(field.name()));
        }
        return lake.spark().createDataFrame(rows, text).coalesce(1).select(columns.toArray(Column[]::new));
    }

    private void mint(int firms) {
        var day = LocalDate.of(2020, 1, 31);
        var rows = IntStream.rangeClosed(1, firms)
                .mapToObj(i -> RowFactory.create(
                        ToyHub.subject(i),
                        "enterprise",
                        "uscc",
                        ToyHub.code(i),
                        Date.valueOf(day),
                        Timestamp.from(receivedAt(day))))
                .toList();
        lake.append(
                Tables.SUBJECT,
                lake.spark().createDataFrame(rows, Lake.schema(Tables.SUBJECT)).coalesce(1),
                new CommitNote("toy:mint", "{}"));
    }

    /** Links every code that was committed and speaks for days up to the date: exact where a firm has it. */
    public void link(LocalDate asOf) {
        var subjects = lake.read(Tables.SUBJECT).select(col("code").as("matched_code"), col("subject_id"));
        var links = hub.contracts().stream()
                .flatMap(contract -> contract.columns().stream()
                        .filter(column -> column.identifier().isPresent())
                        .map(column -> delivered(contract, column, asOf)))
                .reduce(Dataset::union)
                .orElseThrow()
                .join(subjects, col("code").equalTo(col("matched_code")), "left")
                .withColumn(
                        "method", when(col("subject_id").isNotNull(), "exact").otherwise("external"))
                .withColumn("as_of_date", lit(Date.valueOf(asOf)))
                .select(Lake.columns(Tables.IDENTIFIER));
        lake.replace(Tables.IDENTIFIER, asOf, links.coalesce(1));
    }

    private Dataset<Row> delivered(Contract contract, ContractColumn column, LocalDate asOf) {
        var changes = lake.read(Table.records(contract)).where(col("as_of_date").leq(lit(Date.valueOf(asOf))));
        var rows = contract.mode() == Mode.SNAPSHOT ? changes.where(not(col("is_ended"))) : changes;
        return rows.groupBy(col(column.name()).as("code"))
                .agg(
                        count(lit(1)).as("row_count"),
                        min(struct("file", "line_number")).as("first"))
                .select(
                        lit(contract.name().department()).as("department"),
                        lit(contract.name().dataset()).as("dataset"),
                        lit(column.name()).as("column_name"),
                        lit("uscc").as("scheme"),
                        col("code"),
                        col("row_count"),
                        col("first.file").as("file"),
                        col("first.line_number").as("line_number"));
    }
}
