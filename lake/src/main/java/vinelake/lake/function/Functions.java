package vinelake.lake.function;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;

import java.time.ZoneId;
import org.apache.spark.sql.Column;
import vinelake.core.contract.ColumnType;

/**
 * Columns of text as departments deliver it, read as values and identifiers. Each gives NULL for NULL and for text that is
 * no such value. The session needs the catalog {@link VinelakeFunctions}; SQL calls them {@code vinelake.date(text, zone)}.
 */
public final class Functions {

    /** The name of the catalog that has the functions. */
    public static final String CATALOG = "vinelake";

    /**
     * Text read as a column's type; a string is stripped.
     *
     * @param zone of the department's clock, for dates and timestamps
     */
    public static Column value(Column text, ColumnType type, ZoneId zone) {
        return switch (type.kind()) {
            case STRING -> text(text);
            case DATE -> date(text, zone);
            case TIMESTAMP -> timestamp(text, zone);
            case DECIMAL -> decimal(text, type.precision(), type.scale());
            case INTEGER -> integer(text);
            case BOOLEAN -> bool(text);
        };
    }

    /** A DATE, by {@link vinelake.core.value.Dates}. */
    public static Column date(Column text, ZoneId zone) {
        return call("date", text, lit(zone.getId()));
    }

    /** A TIMESTAMP, by {@link vinelake.core.value.Timestamps}. */
    public static Column timestamp(Column text, ZoneId zone) {
        return call("timestamp", text, lit(zone.getId()));
    }

    /** A number in its one plain form, as text of any length, by {@link vinelake.core.value.Numbers}. */
    public static Column number(Column text) {
        return call("number", text);
    }

    /** A DECIMAL; NULL also where it would have to be rounded or is too long ({@code try_cast} would round). */
    public static Column decimal(Column text, int precision, int scale) {
        return call("decimal_%d_%d".formatted(precision, scale), text);
    }

    /** A BIGINT, by {@link vinelake.core.value.Integers}. */
    public static Column integer(Column text) {
        return call("integer", text);
    }

    /** A BOOLEAN, by {@link vinelake.core.value.Booleans}. */
    public static Column bool(Column text) {
        return call("boolean", text);
    }

    /** Text without blanks at its ends, by {@link vinelake.core.value.Texts}; NULL when nothing is left. */
    public static Column text(Column text) {
        return call("text", text);
    }

    /** A unified social credit code in its normal form; NULL when it is not valid. */
    public static Column uscc(Column text) {
        return call("uscc", text);
    }

    /** The normal form of what should be a unified social credit code, valid or not. */
    public static Column usccNormalized(Column text) {
        return call("uscc_normalized", text);
    }

    /** An array of the codes that the text may have been, {@link vinelake.core.identifier.Uscc#candidates}; may be empty. */
    public static Column usccCandidates(Column text) {
        return call("uscc_candidates", text);
    }

    /** An organisation code in its normal form; NULL when it is not valid. */
    public static Column organizationCode(Column text) {
        return call("organization_code", text);
    }

    /** A registration number in its normal form; NULL when it is not valid. */
    public static Column registrationNumber(Column text) {
        return call("registration_number", text);
    }

    private static Column call(String function, Column... arguments) {
        return call_function(CATALOG + "." + function, arguments);
    }

    private Functions() {}
}
