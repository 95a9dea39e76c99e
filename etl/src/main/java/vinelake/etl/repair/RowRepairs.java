package vinelake.etl.repair;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.CurrentUser;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.value.Texts;

/** The repairs of a dataset, in the order in which they were decided, each on top of those before. */
public final class RowRepairs {

    private final SparkSession spark;
    private final Contract contract;
    private final List<Repair> repairs;
    private final StructType schema;

    /** @param spark a session in which an expression that fails on a row gives NULL there */
    public RowRepairs(SparkSession spark, Contract contract, List<Repair> repairs) {
        this.spark = spark;
        this.contract = contract;
        this.repairs = List.copyOf(repairs);
        var fields = new StructType();
        for (var column : contract.columns()) {
            fields = fields.add(column.name(), DataTypes.StringType);
        }
        this.schema = fields;
    }

    /**
     * What is wrong with a repair, where it cannot be used on rows of the contract. A repair is kept in clear, so it may not
     * say what a person's value is; and what is hidden may not come out by way of another column.
     */
    public Optional<String> problem(Repair repair) {
        var columns = new ArrayList<String>(repair.fields().keySet());
        repair.column().ifPresent(columns::add);
        for (var name : columns) {
            var column = contract.column(name);
            if (column.isEmpty()) {
                return Optional.of("the contract of %s has no column '%s'. Allowed: %s"
                        .formatted(
                                contract.name(),
                                name,
                                String.join(
                                        ", ",
                                        contract.columns().stream()
                                                .map(ContractColumn::name)
                                                .toList())));
            }
            if (column.get().isPersonal() && repair.expression().isEmpty()) {
                return Optional.of(
                        "the column '%s' is personal, and a repair is kept in clear. Allowed: an expression over the columns. Ask the sender for a corrected delivery"
                                .formatted(name));
            }
        }
        return repair.condition()
                .flatMap(condition -> fault("the condition", condition, true, false))
                .or(() -> repair.expression().flatMap(e -> fault("the expression", e, false, isPersonal(repair))));
    }

    /**
     * What is wrong with a repair by hand of rows that are delivered under this version of the contract: they may lack a
     * column.
     */
    public Optional<String> problemByHand(Repair repair) {
        return repair.fields().keySet().stream()
                .filter(name -> contract.column(name)
                        .filter(ContractColumn::isDelivered)
                        .isEmpty())
                .findFirst()
                .map(name ->
                        "the column '%s' is not delivered under version %s of the contract. Allowed: columns that are"
                                .formatted(name, contract.version()));
    }

    private boolean isPersonal(Repair repair) {
        return isPersonal(repair.column().orElseThrow());
    }

    /** @param name in SQL, where CODE is the column code, too */
    private boolean isPersonal(String name) {
        return contract.columns().stream()
                .anyMatch(column -> column.isPersonal() && column.name().equalsIgnoreCase(name));
    }

    /** @param mayBePersonal whether the answer is hidden wherever it goes */
    private Optional<String> fault(String what, String sql, boolean isCondition, boolean mayBePersonal) {
        try {
            var empty = spark.createDataFrame(List.of(), schema);
            var rows = isCondition
                    ? empty.select(expr(sql).as("_result"))
                    : empty.select(expr(sql).cast(DataTypes.StringType).as("_result"));
            var plan = rows.queryExecution().analyzed();
            if (!(plan instanceof Project)) {
                return Optional.of(
                        "%s '%s' is about several rows. Allowed: Spark SQL over one row".formatted(what, sql));
            }
            boolean isSteady =
                    CollectionConverters.asJava(plan.expressions()).stream().allMatch(RowRepairs::isSteady);
            if (!isSteady) {
                return Optional.of(
                        "%s '%s' gives another answer each time, or asks a table. Allowed: Spark SQL that follows from the row alone"
                                .formatted(what, sql));
            }
            var personal = CollectionConverters.asJava(plan.references().toSeq()).stream()
                    .map(Attribute::name)
                    .filter(this::isPersonal)
                    .findFirst();
            if (personal.isPresent() && !mayBePersonal) {
                return Optional.of(
                        "%s '%s' asks the column '%s', which is personal. Allowed: the other columns; personal ones in an expression for a personal column"
                                .formatted(what, sql, personal.get()));
            }
            if (isCondition && !rows.schema().fields()[0].dataType().equals(DataTypes.BooleanType)) {
                return Optional.of(
                        "%s '%s' is no condition. Allowed: Spark SQL that is TRUE for the rows that are meant"
                                .formatted(what, sql));
            }
            return Optional.empty();
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            if (!(e instanceof AnalysisException) && !(e instanceof ParseException)) {
                throw e;
            }
            return Optional.of("%s '%s' is no Spark SQL over the columns: %s. Allowed: %s, each the text as delivered"
                    .formatted(
                            what,
                            sql,
                            e.getMessage().lines().findFirst().orElse(""),
                            String.join(", ", schema.fieldNames())));
        }
    }

    private static boolean isSteady(Expression expression) {
        return expression.deterministic()
                && !(expression instanceof CurrentTimestampLike)
                && !(expression instanceof CurrentTime)
                && !(expression instanceof CurrentDate)
                && !(expression instanceof CurrentUser)
                && !(expression instanceof SubqueryExpression)
                && CollectionConverters.asJava(expression.children()).stream().allMatch(RowRepairs::isSteady);
    }

    /** Changes the rows; one that is dismissed is left alone from there on. */
    public void apply(List<RefusedRow> rows) {
        for (var repair : repairs) {
            var some = rows.stream()
                    .filter(row -> !row.isDismissed() && repair.isFor(row))
                    .toList();
            if (!some.isEmpty()) {
                apply(repair, some);
            }
        }
    }

    private void apply(Repair repair, List<RefusedRow> rows) {
        var answers = answers(repair, rows);
        for (int i = 0; i < rows.size(); i++) {
            var answer = answers.get(i);
            if (!answer.getBoolean(0)) {
                continue;
            }
            var row = rows.get(i);
            if (repair.isDismissed()) {
                row.dismiss();
            } else if (!repair.fields().isEmpty()) {
                repair.fields().forEach((column, text) -> row.putByHand(index(column), text));
                row.completeByHand();
            } else {
                read(repair, row, answer);
            }
        }
    }

    private void read(Repair repair, RefusedRow row, Row answer) {
        int column = index(repair.column().orElseThrow());
        var value = row.value(column);
        if (value == null) {
            return;
        }
        if (repair.expression().isPresent()) {
            if (!answer.isNullAt(1)) {
                row.put(column, answer.getString(1));
            }
            return;
        }
        // As the values of a contract are found: without the blanks around them.
        var text = Optional.ofNullable(Texts.strip(value)).orElse("");
        var mapped = Optional.ofNullable(repair.values().get(value))
                .or(() -> Optional.ofNullable(repair.values().get(text)));
        mapped.ifPresent(to -> row.put(column, to));
    }

    /** Of each row whether the condition holds, and what the expression gives. */
    private List<Row> answers(Repair repair, List<RefusedRow> rows) {
        if (repair.condition().isEmpty() && repair.expression().isEmpty()) {
            return rows.stream().map(row -> RowFactory.create(true, null)).toList();
        }
        var texts = rows.stream()
                .map(row -> RowFactory.create(
                        IntStream.range(0, schema.length()).mapToObj(row::value).toArray()))
                .toList();
        Column condition =
                repair.condition().map(c -> coalesce(expr(c), lit(false))).orElse(lit(true));
        Column result = repair.expression()
                .map(e -> expr(e).cast(DataTypes.StringType))
                .orElse(lit(null).cast(DataTypes.StringType));
        Dataset<Row> table = spark.createDataFrame(texts, schema);
        return table.select(condition, result).collectAsList();
    }

    private int index(String column) {
        return contract.columns().indexOf(contract.column(column).orElseThrow());
    }
}
