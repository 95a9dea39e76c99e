package vinelake.core.contract;

import java.util.Locale;

/**
 * The type of a column after parsing.
 *
 * @param precision digits in all, for {@link Kind#DECIMAL} only
 * @param scale digits after the point, for {@link Kind#DECIMAL} only
 */
public record ColumnType(Kind kind, int precision, int scale) {

    /** Up to here a decimal is a number in a row's hash, and above it a text. */
    private static final int NUMBER_DIGITS = 18;

    public enum Kind {
        STRING,
        DATE,
        TIMESTAMP,
        DECIMAL,
        INTEGER,
        BOOLEAN
    }

    public ColumnType {
        if (kind == Kind.DECIMAL && (precision < 1 || precision > 38 || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException(
                    "decimal(%d,%d). Allowed: precision 1 to 38, scale 0 to the precision".formatted(precision, scale));
        }
    }

    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0, 0);
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    /**
     * Whether every value of another type is one of this type, too, and has the same hash in a row: more digits before the
     * point of a decimal, but not beyond 18, where a number becomes a text in the hash.
     */
    public boolean isWiderThan(ColumnType other) {
        return kind == Kind.DECIMAL
                && other.kind == Kind.DECIMAL
                && scale == other.scale
                && precision > other.precision
                && precision <= NUMBER_DIGITS == other.precision <= NUMBER_DIGITS;
    }

    /** The type in SQL: {@code DECIMAL(18,2)}, {@code BIGINT} for an integer. */
    public String sql() {
        return switch (kind) {
            case DECIMAL -> "DECIMAL(%d,%d)".formatted(precision, scale);
            case INTEGER -> "BIGINT";
            default -> kind.name().toUpperCase(Locale.ROOT);
        };
    }
}
