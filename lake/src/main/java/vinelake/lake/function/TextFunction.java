package vinelake.lake.function;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A function of texts; NULL of a NULL. Spark finds the implementing class's public {@code invoke} by its name and the types
 * of its parameters: a static one becomes a static call in generated code.
 */
interface TextFunction<R> extends UnboundFunction, ScalarFunction<R> {

    /** How many texts it takes. */
    default int arity() {
        return 1;
    }

    @Override
    default DataType[] inputTypes() {
        DataType[] types = new DataType[arity()];
        Arrays.fill(types, DataTypes.StringType);
        return types;
    }

    @Override
    default BoundFunction bind(StructType arguments) {
        boolean areTexts = Arrays.stream(arguments.fields())
                .map(StructField::dataType)
                .allMatch(type -> type instanceof StringType || type instanceof NullType);
        if (arguments.length() != arity() || !areTexts) {
            throw new UnsupportedOperationException(
                    "%s: its arguments are (%s). Allowed: %s. Cast a value to string first"
                            .formatted(
                                    canonicalName(),
                                    Arrays.stream(arguments.fields())
                                            .map(field -> field.dataType().simpleString())
                                            .collect(Collectors.joining(", ")),
                                    description()));
        }
        return this;
    }

    /** Two plans are equal when their functions' names are; Spark's own default is another name each time. */
    @Override
    default String canonicalName() {
        return Functions.CATALOG + "." + name();
    }
}
