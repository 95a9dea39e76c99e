package vinelake.etl.format;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import vinelake.core.contract.HoldReason;

/** The rows of a sheet of an Excel workbook that are not blank, one after the other, with their numbers as Excel has them. */
public final class SheetRows implements Closeable {

    /** As many digits as Excel keeps: what a cell has beyond is an artefact of binary fractions. */
    private static final MathContext DIGITS = new MathContext(15);

    /** From here on a number without a style is no date: 1 January 2200. */
    private static final BigDecimal LAST_DAY = BigDecimal.valueOf(109_575);

    private static final LocalDate BASE_1900 = LocalDate.of(1899, 12, 30);
    private static final LocalDate BASE_1904 = LocalDate.of(1904, 1, 1);

    /** Excel believes that there was a 29 February 1900; days before it are one later than its count says. */
    private static final int NO_LEAP_DAY = 60;

    private static final BigDecimal MILLIS_OF_DAY = BigDecimal.valueOf(86_400_000);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    /** A year as people write it; as Excel's day without a style it would be one of 1905 and 1906. */
    private static final BigDecimal FIRST_YEAR = BigDecimal.valueOf(1900);

    private static final BigDecimal LAST_YEAR = BigDecimal.valueOf(2200);

    /** 31 December 9999 in the calendar of 1900: Excel shows no later day. */
    private static final BigDecimal LAST_SERIAL = BigDecimal.valueOf(2_958_465);

    /** Texts in a style, colours, conditions and exponents: no part of a date. */
    private static final Pattern NOT_STYLE = Pattern.compile(
            "\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]|E[+-]|General", Pattern.CASE_INSENSITIVE);

    private static final Pattern DAY_STYLE = Pattern.compile("[yde年日]", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME_STYLE = Pattern.compile("[hs时秒]", Pattern.CASE_INSENSITIVE);

    private final ReadableWorkbook workbook;
    private final Sheet sheet;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;

    /** Those that were read so far, until it was gone back to the first. */
    private final Queue<Row> head = new ArrayDeque<>();

    private boolean isRewound;
    private Row row;

    private SheetRows(ReadableWorkbook workbook, Sheet sheet) throws IOException {
        this.workbook = workbook;
        this.sheet = sheet;
        this.stream = sheet.openStream();
        this.rows = stream.iterator();
    }

    /**
     * Opens a sheet.
     *
     * @param name of the sheet; empty for the first one that is not hidden
     * @throws FormatException when the file is no workbook, or has no such sheet
     */
    public static SheetRows open(Path file, Optional<String> name) throws IOException {
        requireWorkbook(file);
        try {
            var workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
            try {
                return new SheetRows(workbook, sheet(workbook, name));
            } catch (IOException | RuntimeException e) {
                workbook.close();
                throw e;
            }
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The libraries below have no exception of their own for what is wrong with a file.
            throw damaged();
        }
    }

    /**
     * The names of the sheets that are not hidden.
     *
     * @throws FormatException when the file is no workbook
     */
    public static List<String> sheets(Path file) throws IOException {
        requireWorkbook(file);
        try (var workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true))) {
            return workbook.getSheets()
                    .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                    .map(Sheet::getName)
                    .toList();
        } catch (IOException | RuntimeException e) {
            throw damaged();
        }
    }

    private static void requireWorkbook(Path file) throws IOException {
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(8);
        }
        if (head.length == 8 && ReadableWorkbook.isOLE2Header(head)) {
            throw new FormatException(HoldReason.OLD_WORKBOOK.text());
        }
        if (head.length < 8 || !ReadableWorkbook.isOOXMLZipHeader(head)) {
            throw new FormatException(HoldReason.NO_WORKBOOK.text());
        }
    }

    private static Sheet sheet(ReadableWorkbook workbook, Optional<String> name) throws FormatException {
        if (name.isPresent()) {
            return workbook.findSheet(name.get())
                    .orElseThrow(() -> new FormatException(HoldReason.NO_SUCH_SHEET.text(
                            name.get(),
                            HoldReason.quoted(
                                    workbook.getSheets().map(Sheet::getName).toList()))));
        }
        return workbook.getSheets()
                .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                .findFirst()
                .orElseThrow(() -> new FormatException(HoldReason.NO_VISIBLE_SHEET.text()));
    }

    public String sheet() {
        return sheet.getName();
    }

    /** Goes to the next row with a value. */
    public boolean next() throws FormatException {
        try {
            while (rows.hasNext() || isRewound && !head.isEmpty()) {
                row = isRewound && !head.isEmpty() ? head.remove() : rows.next();
                if (!isRewound) {
                    head.add(row);
                }
                if (row.stream().anyMatch(cell -> !isBlank(cell))) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException e) {
            throw damaged();
        }
    }

    /** Goes back before the first row, once: until then all rows that are read stay in memory. */
    public void rewind() {
        isRewound = true;
    }

    private static FormatException damaged() {
        return new FormatException(HoldReason.DAMAGED_WORKBOOK.text());
    }

    private static boolean isBlank(Cell cell) {
        return cell == null || cell.getValue() == null || cell.getValue() instanceof String text && text.isBlank();
    }

    /** As Excel counts, from 1. */
    public long number() {
        return row.getRowNum();
    }

    /**
     * The cells of the row up to the last one with a value, or farther.
     *
     * @param width how many there are at least
     * @param dates places where a number without a style is a date, too
     */
    public List<String> fields(int width, Set<Integer> dates) {
        int last = -1;
        for (int i = 0; i < row.getCellCount(); i++) {
            last = isBlank(row.getCell(i)) ? last : i;
        }
        var fields = new ArrayList<String>();
        for (int i = 0; i < Math.max(width, last + 1); i++) {
            var cell = i < row.getCellCount() ? row.getCell(i) : null;
            fields.add(isBlank(cell) ? null : text(cell, dates.contains(i)));
        }
        return fields;
    }

    private String text(Cell cell, boolean isDate) {
        if (cell.getType() == CellType.ERROR) {
            return cell.getRawValue();
        }
        if (cell.getValue() instanceof BigDecimal number) {
            var style = style(cell);
            boolean hasDay = DAY_STYLE.matcher(style).find() || isMonthsAlone(style);
            boolean hasTime = TIME_STYLE.matcher(style).find();
            boolean isYear = number.compareTo(FIRST_YEAR) >= 0 && number.compareTo(LAST_YEAR) < 0;
            boolean isPlausible = number.signum() > 0 && number.compareTo(LAST_DAY) < 0 && !isYear;
            boolean isShown = number.signum() >= 0 && number.compareTo(LAST_SERIAL) <= 0;
            return isShown && (hasDay || hasTime || isDate && isPlausible)
                    ? moment(number, hasTime && !hasDay)
                    : number.round(DIGITS).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(cell.getValue());
    }

    private static String style(Cell cell) {
        var style = Optional.ofNullable(cell.getDataFormatString()).orElse("");
        return NOT_STYLE.matcher(style).replaceAll("");
    }

    /** Like mmm-yy is with a y, {@code m} alone is of months: minutes stand beside hours or seconds. */
    private static boolean isMonthsAlone(String style) {
        return style.toLowerCase(java.util.Locale.ROOT).matches("m{1,5}|m+月");
    }

    private String moment(BigDecimal serial, boolean isTimeOnly) {
        long day = serial.longValue();
        long millis = serial.subtract(BigDecimal.valueOf(day))
                .multiply(MILLIS_OF_DAY)
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .longValue();
        if (isTimeOnly && day == 0) {
            return LocalTime.MIDNIGHT.plus(millis, ChronoUnit.MILLIS).toString();
        }
        var base = workbook.isDate1904() ? BASE_1904 : BASE_1900;
        long shift = !workbook.isDate1904() && day < NO_LEAP_DAY ? 1 : 0;
        LocalDateTime moment = base.plusDays(day + shift).atStartOfDay().plus(millis, ChronoUnit.MILLIS);
        return moment.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? moment.toLocalDate().toString()
                : MOMENT.format(moment);
    }

    @Override
    public void close() throws IOException {
        stream.close();
        workbook.close();
    }
}
