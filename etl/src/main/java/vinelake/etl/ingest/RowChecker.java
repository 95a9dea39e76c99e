package vinelake.etl.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedMutableProjection;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import vinelake.core.contract.Contract;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.TextTable;

/**
 * The rules of a contract, as expressions that Spark has read and understood, for rows that stand in memory: a query would
 * copy every row for the sake of a few bits.
 */
final class RowChecker implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final InternalRow NONE = new SpecificInternalRow();

    private final List<Expression> masks;
    private final List<Attribute> columns;
    private final boolean isCompiled;

    private RowChecker(List<Expression> masks, List<Attribute> columns, boolean isCompiled) {
        this.masks = new ArrayList<>(masks);
        this.columns = new ArrayList<>(columns);
        this.isCompiled = isCompiled;
    }

    /** @param isCompiled whether code is made for the rules: a few thousand rows are checked before it is there */
    static RowChecker of(SparkSession spark, Contract contract, RowParser parser, boolean isCompiled) {
        var masks = RowRules.masks(contract);
        if (masks.isEmpty()) {
            return new RowChecker(List.of(), List.of(), false);
        }
        var plan = TextTable.read(spark, contract, parser, List.of())
                .select(masks.toArray(Column[]::new))
                .queryExecution()
                .optimizedPlan();
        if (!(plan instanceof Project project)) {
            throw new IllegalStateException(
                    "%s: its rules are no conditions on a row: %s".formatted(contract.name(), plan));
        }
        List<NamedExpression> bits = CollectionConverters.asJava(project.projectList());
        // A named expression is an expression, which Java does not see of a trait.
        return new RowChecker(
                bits.stream().map(Expression.class::cast).toList(),
                CollectionConverters.asJava(project.child().output()),
                isCompiled);
    }

    /** The columns of {@link TextTable#schema} that the rules look at. */
    StructType columns() {
        var schema = new StructType();
        for (var column : columns) {
            schema = schema.add(column.name(), column.dataType(), column.nullable());
        }
        return schema;
    }

    /** For one task. */
    Checks start() {
        return masks.isEmpty() ? row -> NONE : checks();
    }

    private Checks checks() {
        Seq<Expression> expressions = CollectionConverters.asScala(masks).toSeq();
        Seq<Attribute> input = CollectionConverters.asScala(columns).toSeq();
        var projection = isCompiled
                ? MutableProjection.create(expressions, input)
                : new InterpretedMutableProjection(expressions, input);
        projection.initialize(0);
        projection.target(new SpecificInternalRow(CollectionConverters.asScala(
                        masks.stream().map(Expression::dataType).toList())
                .toSeq()));
        return projection::apply;
    }

    /** Of one task. */
    interface Checks {
        /**
         * @param row of {@link #columns}
         * @return a mask of broken rules for each 63, until the next row
         */
        InternalRow masks(InternalRow row);
    }
}
