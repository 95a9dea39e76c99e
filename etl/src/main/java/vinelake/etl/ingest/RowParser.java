package vinelake.etl.ingest;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.RuleName;
import vinelake.core.table.Table;
import vinelake.core.value.Booleans;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.PersonalHash;
import vinelake.core.value.Texts;
import vinelake.core.value.Timestamps;
import vinelake.lake.Digest;
import vinelake.lake.Lake;

/**
 * Turns the fields of a record into typed values and names what is wrong with them. Personal values are hashed here,
 * before anything of Spark sees them.
 */
final class RowParser implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String MASK = "***";
    private static final int ROW_HASH_HEX = 32;

    /** A contract's column, in a form that travels to a task. */
    private record Target(
            String name,
            Kind kind,
            int precision,
            int scale,
            boolean isRequired,
            boolean isPersonal,
            Map<String, String> values)
            implements Serializable {

        private static Target of(ContractColumn column) {
            var type = column.type();
            return new Target(
                    column.name(),
                    type.kind(),
                    type.precision(),
                    type.scale(),
                    column.isRequired(),
                    column.isPersonal(),
                    Map.copyOf(column.values()));
        }
    }

    private final List<Target> targets;
    private final Set<String> nullValues;
    private final ZoneId zone;
    private final PersonalHash personalHash;

    private RowParser(List<Target> targets, Set<String> nullValues, ZoneId zone, PersonalHash personalHash) {
        this.targets = targets;
        this.nullValues = nullValues;
        this.zone = zone;
        this.personalHash = personalHash;
    }

    /** @param personalHash needed when a column is personal */
    static RowParser of(Contract contract, ZoneId zone, Optional<PersonalHash> personalHash) {
        if (personalHash.isEmpty() && contract.columns().stream().anyMatch(ContractColumn::isPersonal)) {
            throw new IllegalArgumentException(
                    "%s has personal columns and there is no key to hash them".formatted(contract.name()));
        }
        return new RowParser(
                contract.columns().stream().map(Target::of).collect(Collectors.toCollection(ArrayList::new)),
                contract.nullValues(),
                zone,
                personalHash.orElse(null));
    }

    /**
     * The columns of {@link #parse}: the contract's, then where the row stands and what is wrong with it. A name that no
     * table has begins with an underscore, so that a contract may use it.
     *
     * <p>{@code _record_number} counts the records of the file from 1; {@code _broken} names the automatic rules that the
     * row breaks; {@code _text} is the row as delivered, without what is personal or not taken.
     */
    static StructType schema(Contract contract) {
        var records = Lake.schema(Table.records(contract));
        var schema = new StructType();
        for (var column : contract.columns()) {
            schema = schema.add(records.apply(column.name()));
        }
        return schema.add("file", DataTypes.StringType, false)
                .add("line_number", DataTypes.LongType, false)
                .add("_record_number", DataTypes.LongType, false)
                .add("row_hash", DataTypes.StringType, false)
                .add("_broken", DataTypes.createArrayType(DataTypes.StringType), false)
                .add("_text", DataTypes.StringType, true)
                .add("_text_hash", DataTypes.StringType, false);
    }

    Row parse(TextFile file, Layout layout, long lineNumber, long recordNumber, List<String> fields) {
        var values = new Object[targets.size() + 7];
        var broken = new ArrayList<String>();
        boolean isSplit = fields.size() == layout.fieldCount();
        if (!isSplit) {
            broken.add(RuleName.FIELD_COUNT);
        }
        if (fields.stream().anyMatch(f -> f.indexOf(TextFile.REPLACEMENT) >= 0)) {
            broken.add(RuleName.CHARSET);
        }
        if (isSplit) {
            for (int i = 0; i < targets.size(); i++) {
                values[i] = value(targets.get(i), fields.get(layout.indexes()[i]), broken);
            }
        }
        var joined = file.join(fields);
        int at = targets.size();
        values[at] = file.name();
        values[at + 1] = lineNumber;
        values[at + 2] = recordNumber;
        values[at + 3] = rowHash(values);
        values[at + 4] = broken.toArray(String[]::new);
        values[at + 5] = masked(file, layout, fields, joined, isSplit);
        // In brackets, because a row of blanks has no hash.
        values[at + 6] = personalHash == null ? Digest.sha256(joined) : personalHash.hash("[" + joined + "]");
        return RowFactory.create(values);
    }

    private Object value(Target target, String field, List<String> broken) {
        var text = Texts.strip(field);
        if (text == null || nullValues.contains(text)) {
            if (target.isRequired) {
                broken.add(RuleName.required(target.name));
            }
            return null;
        }
        if (!target.values.isEmpty()) {
            text = target.values.get(text);
            if (text == null) {
                broken.add(RuleName.value(target.name));
                return null;
            }
        }
        if (target.isPersonal) {
            return personalHash.hash(text);
        }
        Object value = typed(target, text);
        if (value == null) {
            broken.add(RuleName.type(target.name));
        }
        return value;
    }

    private Object typed(Target target, String text) {
        return switch (target.kind) {
            case STRING -> text;
            case DATE -> Dates.parse(text, zone);
            case TIMESTAMP -> Timestamps.parse(text, zone);
            case INTEGER -> Integers.parse(text);
            case BOOLEAN -> Booleans.parse(text);
            case DECIMAL -> {
                var number = Numbers.parse(text);
                yield number == null ? null : Numbers.fit(number, target.precision, target.scale);
            }
        };
    }

    private String rowHash(Object[] values) {
        MessageDigest sha256 = Digest.newSha256();
        for (int i = 0; i < targets.size(); i++) {
            var text = canonical(targets.get(i), values[i]);
            // With its length before it, no value can run on into the next; a missing one has none.
            int length = text == null ? -1 : text.length();
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            if (text != null) {
                sha256.update(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return Digest.hex(sha256.digest()).substring(0, ROW_HASH_HEX);
    }

    /** Equal values have equal texts; a missing value has none. */
    private static String canonical(Target target, Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof BigDecimal number
                ? number.setScale(target.scale, RoundingMode.UNNECESSARY).toPlainString()
                : value.toString();
    }

    /**
     * The fields that the contract takes and does not call personal. What it ignores may well be personal, and a row that
     * cannot be split may hold a personal value anywhere: then only its place and hash are kept.
     */
    private String masked(TextFile file, Layout layout, List<String> fields, String joined, boolean isSplit) {
        if (targets.size() == layout.fieldCount() && targets.stream().noneMatch(Target::isPersonal)) {
            return joined;
        }
        if (!isSplit) {
            return null;
        }
        var masked = new ArrayList<>(Collections.nCopies(fields.size(), MASK));
        for (int i = 0; i < targets.size(); i++) {
            if (!targets.get(i).isPersonal) {
                int at = layout.indexes()[i];
                masked.set(at, fields.get(at));
            }
        }
        return file.join(masked);
    }
}
