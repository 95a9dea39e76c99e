package vinelake.core.contract;

import java.util.Locale;

/**
 * The type of a column after parsing.
 *
 * @param precision digits in all, for {@link Kind#DECIMAL} only
 * @param scale digits after the point, for {@link Kind#DECIMAL} only
 */
public record ColumnType(Kind kind, int precision, int scale) {

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

    /** The type in SQL: {@code DECIMAL(18,2)}, {@code BIGINT} for an integer. */
    public String sql() {
        return switch (kind) {
            case DECIMAL -> "DECIMAL(%d,%d)".formatted(precision, scale);
            case INTEGER -> "BIGINT";
            default -> kind.name().toUpperCase(Locale.ROOT);
        };
    }
}
