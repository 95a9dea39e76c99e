package vinelake.etl.text;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.RuleName;
import vinelake.core.value.Booleans;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.PersonalHash;
import vinelake.core.value.Texts;
import vinelake.core.value.Timestamps;
import vinelake.lake.file.Bytes;

/**
 * Turns the fields of a record into typed values, names what is wrong with them, and hashes them. What nearly all fields
 * are, plain ASCII, is read from the bytes; everything else goes through the readers of {@link vinelake.core.value}, which
 * decide what a value may look like. Personal values are hashed here, before anything of Spark sees them.
 *
 * <p>It stands at one row, until the next.
 */
public final class RowParser implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Seeds of the two halves of a row's hash: they are different functions. */
    static final long FIRST_SEED = 42;

    static final long SECOND_SEED = 4_242_424_243L;

    /** So many values of a column are compared one by one. */
    private static final int FEW = 16;

    /** So many digits fit a long whatever they are. */
    static final int SAFE_DIGITS = 18;

    private static final long[] POWERS_OF_TEN =
            LongStream.iterate(1, power -> 10 * power).limit(SAFE_DIGITS + 1).toArray();

    /** From 1 March of the year 0 to 1 January 1970. */
    private static final long DAYS_TO_EPOCH = 719_468;

    /** By character: the digit, or -1. */
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int digit = 0; digit < 10; digit++) {
            DIGITS['0' + digit] = (byte) digit;
        }
    }

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;

    /** A contract's column, in a form that travels to a task. */
    record Target(
            String name,
            Kind kind,
            int precision,
            int scale,
            boolean isRequired,
            boolean isPersonal,
            Map<String, String> values)
            implements Serializable {

        private static Target of(ContractColumn column) {
            var type = column.readAs();
            return new Target(
                    column.name(),
                    // A keyed hash is text, whatever it stands for.
                    column.isPersonal() ? Kind.STRING : type.kind(),
                    type.precision(),
                    type.scale(),
                    column.isRequired(),
                    column.isPersonal(),
                    Map.copyOf(column.values()));
        }

        /** Whether the value is text, or a number that is too long for 64 bits. */
        private boolean isText() {
            return kind == Kind.STRING || (kind == Kind.DECIMAL && precision > SAFE_DIGITS);
        }

        private boolean isPlain() {
            return !isPersonal && values.isEmpty();
        }
    }

    private final Target[] targets;
    private final byte[][] nullValues;
    private final Set<String> nullTexts;
    private final ZoneId zone;
    private final PersonalHash personalHash;

    /** By name, so that a row keeps its hash when the contract's columns change places. */
    private final int[] hashOrder;

    private final int[] hashTags;

    private final boolean[] isText;

    /** Whether a word for "no value" begins with the byte. */
    private final boolean[] beginsNull = new boolean[256];

    /** Of columns with a few values: texts as delivered, and what they become. */
    private transient List<byte[][]>[] knownTexts;

    private transient ParsedRows rows;
    private transient int row;
    private transient Bytes text;
    private transient int rowStart;
    private transient Bytes canonical;
    private transient List<String> broken;
    private transient long firstHash;
    private transient long secondHash;

    private RowParser(List<Target> targets, Set<String> nullValues, ZoneId zone, PersonalHash personalHash) {
        this.targets = targets.toArray(Target[]::new);
        this.nullTexts = nullValues;
        this.nullValues =
                nullValues.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        this.zone = zone;
        this.personalHash = personalHash;
        int count = targets.size();
        this.hashOrder = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparing(i -> targets.get(i).name()))
                .mapToInt(i -> i)
                .toArray();
        this.hashTags = targets.stream().mapToInt(t -> t.name().hashCode()).toArray();
        this.isText = new boolean[count];
        for (int i = 0; i < count; i++) {
            isText[i] = this.targets[i].isText();
        }
        for (var value : this.nullValues) {
            if (value.length > 0) {
                beginsNull[value[0] & 0xFF] = true;
            }
        }
    }

    /** @param personalHash needed when a column is personal */
    public static RowParser of(Contract contract, ZoneId zone, Optional<PersonalHash> personalHash) {
        if (personalHash.isEmpty() && contract.columns().stream().anyMatch(ContractColumn::isPersonal)) {
            throw new IllegalArgumentException(
                    "%s has personal columns and there is no key to hash them".formatted(contract.name()));
        }
        return new RowParser(
                contract.columns().stream().map(Target::of).toList(),
                contract.nullValues(),
                zone,
                personalHash.orElse(null));
    }

    /** One for another task: it holds a row of its own. */
    RowParser copy() {
        return new RowParser(List.of(targets), nullTexts, zone, personalHash);
    }

    Target[] targets() {
        return targets;
    }

    Optional<PersonalHash> personalHash() {
        return Optional.ofNullable(personalHash);
    }

    /** The names of the automatic rules that the row breaks. */
    List<String> broken() {
        return broken;
    }

    /** Room for rows of this parser. */
    ParsedRows rows(int capacity) {
        return new ParsedRows(isText, capacity);
    }

    /** The first half of the row's hash; both are 0 for a row that is broken, which equals no other. */
    long firstHash() {
        return firstHash;
    }

    long secondHash() {
        return secondHash;
    }

    /**
     * Reads the record at which the reader stands.
     *
     * @param into where its values are put
     * @param at their row
     */
    @SuppressWarnings("unchecked")
    void parse(RecordReader record, Layout layout, ParsedRows into, int at) {
        if (canonical == null) {
            knownTexts = new List[targets.length];
            for (int i = 0; i < targets.length; i++) {
                boolean isFromList = targets[i].kind == Kind.STRING
                        && !targets[i].isPersonal
                        && !targets[i].values.isEmpty()
                        && targets[i].values.size() <= FEW;
                knownTexts[i] = isFromList ? new ArrayList<>() : null;
            }
            canonical = new Bytes(1 << 10);
        }
        rows = into;
        row = at;
        text = into.bytes();
        rowStart = text.length();
        broken = List.of();
        firstHash = 0;
        secondHash = 0;
        var fields = record.fields();
        if (fields.fieldCount() != layout.fieldCount()) {
            for (int i = 0; i < targets.length; i++) {
                rows.putNull(i, row);
            }
            breaks(RuleName.FIELD_COUNT);
        }
        boolean isSplit = broken.isEmpty();
        checkText(record, isSplit ? layout : null);
        for (int i = 0; isSplit && i < targets.length; i++) {
            int field = layout.indexes()[i];
            if (field < 0) {
                rows.putNull(i, row);
            } else {
                read(i, record, field);
            }
        }
        if (broken.isEmpty()) {
            hash();
        }
    }

    /** Of every field, taken or not: bytes that are no text, text after a closing quote. */
    private void checkText(RecordReader record, Layout layout) {
        var fields = record.fields();
        boolean isMalformed = false;
        boolean hasRest = false;
        for (int i = 0; i < fields.fieldCount(); i++) {
            int flags = fields.flags(i);
            if ((flags & RecordScanner.NOT_ASCII) != 0 && !isMalformed && (layout == null || !layout.takes(i))) {
                int length = text.length();
                isMalformed = !record.appendText(i, text);
                text.truncate(length);
            }
            hasRest |= (flags & RecordScanner.HAS_REST) != 0;
        }
        if (isMalformed) {
            breaks(RuleName.CHARSET);
        }
        if (hasRest) {
            breaks(RuleName.QUOTE);
        }
    }

    private void breaks(String rule) {
        if (broken.isEmpty()) {
            broken = new ArrayList<>();
        }
        if (!broken.contains(rule)) {
            broken.add(rule);
        }
    }

    private void read(int i, RecordReader record, int field) {
        var target = targets[i];
        var fields = record.fields();
        if (fields.flags(field) != 0) {
            readText(i, record, field);
            return;
        }
        var bytes = record.bytes();
        int start = fields.start(field);
        int end = fields.end(field);
        while (start < end && Utf8.isBlank(bytes[start])) {
            start++;
        }
        while (end > start && Utf8.isBlank(bytes[end - 1])) {
            end--;
        }
        if (start == end || isNullValue(bytes, start, end)) {
            none(i);
        } else if (!target.isPlain() || !readAscii(i, bytes, start, end)) {
            readString(i, new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
        }
    }

    /** @return false when the text is for {@link #readString} to judge */
    private boolean readAscii(int i, byte[] bytes, int start, int end) {
        var target = targets[i];
        return switch (target.kind) {
            case STRING -> {
                rows.put(i, row, text.length(), end - start);
                text.append(bytes, start, end);
                yield true;
            }
            case DATE -> readDate(i, bytes, start, end);
            case INTEGER -> readDecimal(i, bytes, start, end, 0, SAFE_DIGITS);
            case DECIMAL ->
                target.precision <= SAFE_DIGITS && readDecimal(i, bytes, start, end, target.scale, target.precision);
            default -> false;
        };
    }

    /**
     * The value of a text among a few that the contract names, as it was read before.
     *
     * @return whether it was
     */
    private boolean readKnown(int i, byte[] bytes, int start, int end) {
        var known = knownTexts[i];
        for (int k = 0; k < known.size(); k++) {
            var pair = known.get(k);
            if (Arrays.equals(pair[0], 0, pair[0].length, bytes, start, end)) {
                keepBytes(i, pair[1]);
                return true;
            }
        }
        return false;
    }

    private void readText(int i, RecordReader record, int field) {
        if (knownTexts[i] != null
                && record.fields().flags(field) == RecordScanner.NOT_ASCII
                && readKnown(
                        i,
                        record.bytes(),
                        record.fields().start(field),
                        record.fields().end(field))) {
            return;
        }
        int from = text.length();
        if (!record.appendText(field, text)) {
            breaks(RuleName.CHARSET);
        }
        int start = from;
        int end = text.length();
        var bytes = text.array();
        while (start < end && Utf8.isBlank(bytes[start])) {
            start++;
        }
        while (end > start && Utf8.isBlank(bytes[end - 1])) {
            end--;
        }
        if (start == end) {
            none(i);
            return;
        }
        var target = targets[i];
        if (target.kind == Kind.STRING
                && target.isPlain()
                && !Utf8.mayHaveWideBlanks(bytes, start, end)
                && !isNullValue(bytes, start, end)) {
            rows.put(i, row, start, end - start);
            return;
        }
        var stripped = Texts.strip(new String(bytes, start, end - start, StandardCharsets.UTF_8));
        text.truncate(from);
        if (stripped == null || nullTexts.contains(stripped)) {
            none(i);
        } else {
            readString(i, stripped);
            remember(i, record, field);
        }
    }

    private void remember(int i, RecordReader record, int field) {
        if (knownTexts[i] == null || rows.nulls(i)[row] || record.fields().flags(field) != RecordScanner.NOT_ASCII) {
            return;
        }
        // As many as the contract names: each may be written with blanks, but nobody does it in all ways.
        if (knownTexts[i].size() < targets[i].values.size()) {
            knownTexts[i].add(new byte[][] {
                Arrays.copyOfRange(
                        record.bytes(),
                        record.fields().start(field),
                        record.fields().end(field)),
                Arrays.copyOfRange(text.array(), rows.starts(i)[row], rows.starts(i)[row] + rows.lengths(i)[row])
            });
        }
    }

    private void none(int i) {
        rows.putNull(i, row);
        if (targets[i].isRequired) {
            breaks(RuleName.required(targets[i].name));
        }
    }

    private boolean isNullValue(byte[] bytes, int start, int end) {
        if (!beginsNull[bytes[start] & 0xFF]) {
            return false;
        }
        for (var value : nullValues) {
            if (value.length == end - start && Arrays.equals(value, 0, value.length, bytes, start, end)) {
                return true;
            }
        }
        return false;
    }

    /** @param written stripped, and no word for "no value" */
    private void readString(int i, String written) {
        var target = targets[i];
        var value = written;
        if (!target.values.isEmpty()) {
            value = target.values.get(written);
            if (value == null) {
                rows.putNull(i, row);
                breaks(RuleName.value(target.name));
                return;
            }
        }
        if (target.isPersonal) {
            value = personalHash.hash(value);
        }
        if (!keep(i, value)) {
            rows.putNull(i, row);
            breaks(RuleName.type(target.name));
        }
    }

    private boolean keep(int i, String value) {
        var target = targets[i];
        switch (target.kind) {
            case STRING -> keepBytes(i, value.getBytes(StandardCharsets.UTF_8));
            case DATE -> {
                return keepNumber(i, Dates.epochDay(value, zone));
            }
            case TIMESTAMP -> {
                return keepNumber(i, Timestamps.micros(value, zone));
            }
            case INTEGER -> {
                return keepNumber(i, Integers.parse(value));
            }
            case BOOLEAN -> {
                var is = Booleans.parse(value);
                return keepNumber(i, is == null ? null : Long.valueOf(is ? 1 : 0));
            }
            case DECIMAL -> {
                var number = Numbers.parse(value);
                BigDecimal fitted = number == null ? null : Numbers.fit(number, target.precision, target.scale);
                if (fitted == null) {
                    return false;
                }
                if (target.isText()) {
                    keepBytes(i, fitted.unscaledValue().toByteArray());
                } else {
                    rows.put(i, row, fitted.unscaledValue().longValueExact());
                }
            }
        }
        return true;
    }

    private void keepBytes(int i, byte[] bytes) {
        rows.put(i, row, text.length(), bytes.length);
        text.append(bytes, 0, bytes.length);
    }

    private boolean keepNumber(int i, Number number) {
        if (number == null) {
            return false;
        }
        rows.put(i, row, number.longValue());
        return true;
    }

    /** Digits with at most one point, and a minus before them. */
    private boolean readDecimal(int i, byte[] bytes, int start, int end, int scale, int precision) {
        boolean isNegative = bytes[start] == '-';
        int at = isNegative ? start + 1 : start;
        if (end - at > SAFE_DIGITS || at == end) {
            return false;
        }
        long value = 0;
        int point = -1;
        for (int k = at; k < end; k++) {
            int digit = bytes[k] - '0';
            if (digit >= 0 && digit <= 9) {
                value = 10 * value + digit;
            } else if (bytes[k] == '.' && point < 0) {
                point = k;
            } else {
                return false;
            }
        }
        int decimals = point < 0 ? 0 : end - point - 1;
        // What has a point at its end, needs rounding or is too long is not for here.
        if (point == at || point == end - 1 || decimals > scale || scale - decimals > SAFE_DIGITS) {
            return false;
        }
        if (value >= POWERS_OF_TEN[Math.max(0, precision - scale + decimals)]) {
            return false;
        }
        value *= POWERS_OF_TEN[scale - decimals];
        rows.put(i, row, isNegative ? -value : value);
        return true;
    }

    /** {@code 2020-07-01}, also with slashes or points. */
    private boolean readDate(int i, byte[] bytes, int start, int end) {
        byte mark = end - start == 10 ? bytes[start + 4] : 0;
        if ((mark != '-' && mark != '/' && mark != '.') || bytes[start + 7] != mark) {
            return false;
        }
        int year = digits(bytes, start, 4);
        int month = digits(bytes, start + 5, 2);
        int day = digits(bytes, start + 8, 2);
        if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) {
            return false;
        }
        if (day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
            return false;
        }
        rows.put(i, row, epochDay(year, month, day));
        return true;
    }

    /** Of the proleptic Gregorian calendar: the years are counted from March, so that a leap day is the last of one. */
    private static long epochDay(int year, int month, int day) {
        int years = month > 2 ? year : year - 1;
        int months = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * months + 2) / 5 + day - 1;
        return 365L * years + years / 4 - years / 100 + years / 400 + dayOfYear - DAYS_TO_EPOCH;
    }

    /** @return below 0 when there is another character among them */
    private static int digits(byte[] bytes, int start, int count) {
        int value = 0;
        int all = 0;
        for (int k = start; k < start + count; k++) {
            int digit = DIGITS[bytes[k] & 0xFF];
            all |= digit;
            value = 10 * value + digit;
        }
        return all < 0 ? all : value;
    }

    /** Over the values that are there, each with its column: a column that the contract gains changes no earlier hash. */
    private void hash() {
        canonical.truncate(0);
        canonical.reserve(hashOrder.length * (Integer.BYTES + Long.BYTES) + text.length() - rowStart);
        var into = canonical.array();
        int length = 0;
        for (int i : hashOrder) {
            if (rows.nulls(i)[row]) {
                continue;
            }
            Platform.putInt(into, Platform.BYTE_ARRAY_OFFSET + length, hashTags[i]);
            length += Integer.BYTES;
            if (isText[i]) {
                int count = rows.lengths(i)[row];
                Platform.putInt(into, Platform.BYTE_ARRAY_OFFSET + length, count);
                length += Integer.BYTES;
                System.arraycopy(text.array(), rows.starts(i)[row], into, length, count);
                length += count;
            } else {
                Platform.putLong(into, Platform.BYTE_ARRAY_OFFSET + length, rows.numbers(i)[row]);
                length += Long.BYTES;
            }
        }
        firstHash = XXH64.hashUnsafeBytes(into, Platform.BYTE_ARRAY_OFFSET, length, FIRST_SEED);
        secondHash = XXH64.hashUnsafeBytes(into, Platform.BYTE_ARRAY_OFFSET, length, SECOND_SEED);
    }
}
