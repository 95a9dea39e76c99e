package vinelake.lake.function;

import java.math.BigDecimal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import vinelake.core.value.Booleans;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.core.value.Timestamps;

/** The readers of {@link vinelake.core.value}. Public for generated code only; see {@link Functions}. */
public final class ValueFunctions {

    /** {@link Dates}. */
    public record ReadDate() implements TextFunction<Integer> {

        public static Integer invoke(UTF8String text, UTF8String zone) {
            return text == null || zone == null ? null : Dates.epochDay(text.toString(), Zones.of(zone));
        }

        @Override
        public String name() {
            return "date";
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public DataType resultType() {
            return DataTypes.DateType;
        }

        @Override
        public String description() {
            return "date(text string, zone string)";
        }
    }

    /** {@link Timestamps}. */
    public record ReadTimestamp() implements TextFunction<Long> {

        public static Long invoke(UTF8String text, UTF8String zone) {
            return text == null || zone == null ? null : Timestamps.micros(text.toString(), Zones.of(zone));
        }

        @Override
        public String name() {
            return "timestamp";
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public DataType resultType() {
            return DataTypes.TimestampType;
        }

        @Override
        public String description() {
            return "timestamp(text string, zone string)";
        }
    }

    /** {@link Numbers}, as plain text: any number of digits. */
    public record ReadNumber() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            BigDecimal number = text == null ? null : Numbers.parse(text.toString());
            return number == null ? null : UTF8String.fromString(Numbers.plain(number));
        }

        @Override
        public String name() {
            return "number";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "number(text string)";
        }
    }

    /**
     * {@link Numbers} that fit a decimal type without rounding. Its type is in its name, because Spark asks for the type of
     * the result before it knows any argument's value.
     */
    public record ReadDecimal(int precision, int scale) implements TextFunction<Decimal> {

        /** Called on the object: a static method could not know its precision. */
        public Decimal invoke(UTF8String text) {
            BigDecimal number = text == null ? null : Numbers.parse(text.toString());
            BigDecimal fitted = number == null ? null : Numbers.fit(number, precision, scale);
            return fitted == null ? null : Decimal.apply(fitted, precision, scale);
        }

        @Override
        public String name() {
            return "decimal_%d_%d".formatted(precision, scale);
        }

        @Override
        public DataType resultType() {
            return DataTypes.createDecimalType(precision, scale);
        }

        @Override
        public String description() {
            return name() + "(text string)";
        }
    }

    /** {@link Integers}. */
    public record ReadInteger() implements TextFunction<Long> {

        public static Long invoke(UTF8String text) {
            return text == null ? null : Integers.parse(text.toString());
        }

        @Override
        public String name() {
            return "integer";
        }

        @Override
        public DataType resultType() {
            return DataTypes.LongType;
        }

        @Override
        public String description() {
            return "integer(text string)";
        }
    }

    /** {@link Booleans}. */
    public record ReadBoolean() implements TextFunction<Boolean> {

        public static Boolean invoke(UTF8String text) {
            return text == null ? null : Booleans.parse(text.toString());
        }

        @Override
        public String name() {
            return "boolean";
        }

        @Override
        public DataType resultType() {
            return DataTypes.BooleanType;
        }

        @Override
        public String description() {
            return "boolean(text string)";
        }
    }

    /** {@link Texts#strip}. */
    public record StripText() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            return text == null ? null : UTF8String.fromString(Texts.strip(text.toString()));
        }

        @Override
        public String name() {
            return "text";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "text(text string)";
        }
    }

    private ValueFunctions() {}
}
