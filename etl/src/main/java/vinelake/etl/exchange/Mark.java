package vinelake.etl.exchange;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Up to where a dataset was fetched: the largest value of the column that tells what has changed. It stands in the name of
 * the file, so that the ledger keeps it with the delivery, and nowhere else.
 */
enum Mark {
    MOMENT("timestamptz") {
        @Override
        Comparable<?> read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, OffsetDateTime.class);
        }

        @Override
        String text(Object value) {
            return ((OffsetDateTime) value)
                    .atZoneSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime()
                    .format(MICROSECONDS);
        }

        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text, MICROSECONDS).atOffset(ZoneOffset.UTC);
        }
    },
    LOCAL_TIME("timestamp") {
        @Override
        Comparable<?> read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDateTime.class);
        }

        @Override
        String text(Object value) {
            return ((LocalDateTime) value).format(MICROSECONDS);
        }

        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text, MICROSECONDS);
        }
    },
    DAY("date") {
        @Override
        Comparable<?> read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDate.class);
        }

        @Override
        String text(Object value) {
            return ((LocalDate) value).format(DateTimeFormatter.BASIC_ISO_DATE);
        }

        @Override
        Object parse(String text) {
            return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
        }
    },
    NUMBER("int2 int4 int8 numeric serial bigserial") {
        @Override
        Comparable<?> read(ResultSet row, int column) throws SQLException {
            return row.getBigDecimal(column);
        }

        @Override
        String text(Object value) {
            return ((BigDecimal) value).toPlainString();
        }

        @Override
        Object parse(String text) {
            return new BigDecimal(text);
        }
    };

    /** PostgreSQL counts microseconds. A colon has no place in the name of a file. */
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS");

    private final String types;

    Mark(String types) {
        this.types = types;
    }

    /** @param type PostgreSQL's name of the column's type */
    static Optional<Mark> of(String type) {
        for (var mark : values()) {
            if ((" " + mark.types + " ").contains(" " + type + " ")) {
                return Optional.of(mark);
            }
        }
        return Optional.empty();
    }

    /** The value of a row; null where there is none. */
    abstract Comparable<?> read(ResultSet row, int column) throws SQLException;

    abstract String text(Object value);

    abstract Object parse(String text);

    /** Nothing where the text is of another kind: the column's type has changed since. */
    Optional<Object> read(String text) {
        try {
            return Optional.of(parse(text));
        } catch (DateTimeException | NumberFormatException ofAnotherKind) {
            return Optional.empty();
        }
    }
}
