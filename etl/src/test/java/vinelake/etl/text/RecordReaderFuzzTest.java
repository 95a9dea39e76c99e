package vinelake.etl.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.fail;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.core.value.Texts;
import vinelake.lake.file.Bytes;

/**
 * The same rows on the same lines as an independent parser finds, wherever the file is cut. The other parser (FastCSV)
 * sees each byte as one character, so that it knows nothing of charsets; the fields' bytes are then decoded by Java.
 */
class RecordReaderFuzzTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r", "\n\n");
    private static final String WORDS = "甲乙丙丁云川市有限公司㐀𠀀";

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);

    @TempDir
    private Path folder;

    private Path file;

    private record Found(long line, List<String> fields) {}

    @AfterAll
    static void endThreads() {
        THREADS.shutdownNow();
    }

    @BeforeEach
    void name() {
        file = folder.resolve("x.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ',', 7",
        "UTF-8, ';', 8",
        "UTF-8, '|', 9",
        "GB18030, ',', 10",
        "GBK, ',', 11",
        "GB2312, '|', 12",
        "Big5, ',', 13",
        "ISO-8859-1, ',', 14"
    })
    void findsTheRowsThatAnotherParserFindsWhereverTheFileIsCut(String charset, char delimiter, long seed)
            throws IOException {
        var random = new Random(seed);
        int unreadable = 0;
        int compared = 0;
        for (int i = 0; i < 200; i++) {
            var bytes = text(random, Charset.forName(charset), delimiter, true);
            var text = new TextFile("x.csv", file.toUri(), charset, delimiter, '"', false);
            Files.write(file, bytes);
            if (hasTextAfterAQuote(bytes, delimiter) || mayHaveQuotedCarriageReturn(bytes)) {
                continue;
            }
            if (endsWithinQuotes(bytes, delimiter)) {
                unreadable++;
                requireUnreadable(text, i % 2 == 0 ? 1 : 1 << 20);
                continue;
            }
            compared++;
            var expected = expected(bytes, delimiter, charset);
            for (long partBytes : new long[] {1, 3, 17, 1 << 20}) {
                assertThatNoException()
                        .as(show(bytes))
                        .isThrownBy(() -> assertThat(found(text, partBytes))
                                .as("%s in parts of %d bytes", show(bytes), partBytes)
                                .isEqualTo(expected));
            }
        }
        assertThat(unreadable).isPositive();
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void findsADelimiterThatMayBeHalfOfACharacter() throws IOException {
        var random = new Random(15);
        for (int i = 0; i < 100; i++) {
            var bytes = text(random, Charset.forName("GB18030"), '|', false);
            Files.write(file, bytes);
            var whole = new String(bytes, Charset.forName("GB18030"));
            if (endsWithinQuotes(whole.getBytes(StandardCharsets.UTF_8), '|')) {
                continue;
            }
            var expected = expected(whole.getBytes(StandardCharsets.UTF_8), '|', "UTF-8");
            var text = new TextFile("x.csv", file.toUri(), "GB18030", '|', '"', false);
            for (long partBytes : new long[] {1, 4, 1 << 20}) {
                assertThat(found(text, partBytes)).as(whole).isEqualTo(expected);
            }
        }
    }

    /** As Python's csv module reads them. */
    @Test
    void takesTextAfterAClosingQuoteForTextAndSaysSo() throws IOException {
        Files.writeString(file, "\"ab\"\"c\"d,\"e\"f\"g\",\"\"h\n\"i\" ,j\n");
        var text = new TextFile("x.csv", file.toUri(), "UTF-8", ',', '"', false);

        assertThat(found(text, 1 << 20))
                .containsExactly(new Found(1, List.of("ab\"cd", "ef\"g\"", "h")), new Found(2, List.of("i ", "j")));
        try (var reader = new RecordReader(text, CONFIGURATION, 0, true, Files.size(file))) {
            reader.next();
            assertThat(reader.fields().flags(0) & RecordScanner.HAS_REST).isPositive();
        }
    }

    /** As Python's csv module reads them. */
    @Test
    void keepsCarriageReturnsWithinQuotes() throws IOException {
        Files.writeString(file, "a,\"\r甲\"\nb,\"\n\r\"\r\"\r\",\"\r\n\"\r\nc");
        var text = new TextFile("x.csv", file.toUri(), "UTF-8", ',', '"', false);

        for (long partBytes = 1; partBytes < 30; partBytes++) {
            assertThat(found(text, partBytes))
                    .containsExactly(
                            new Found(1, List.of("a", "\r甲")),
                            new Found(3, List.of("b", "\n\r")),
                            new Found(6, List.of("\r", "\r\n")),
                            new Found(9, List.of("c")));
        }
    }

    @Test
    void readsACharsetWhoseLineEndsAreNoBytes() throws IOException {
        Files.write(file, "甲,\"乙\n丙\"\r\n丁,戊\n".getBytes(StandardCharsets.UTF_16));
        var text = new TextFile("x.csv", file.toUri(), "UTF-16", ',', '"', false);

        assertThat(found(text, 2)).containsExactly(new Found(1, List.of("甲", "乙\n丙")), new Found(3, List.of("丁", "戊")));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "GB18030"})
    void passesOverAByteOrderMarkAndAHeader(String charset) throws IOException {
        Files.write(file, "\uFEFF代码,\"名\n称\"\r\n\r\nA1,甲\r\n".getBytes(Charset.forName(charset)));
        var text = new TextFile("x.csv", file.toUri(), charset, ',', '"', true);

        for (long partBytes = 1; partBytes < 30; partBytes++) {
            assertThat(found(text, partBytes)).containsExactly(new Found(4, List.of("A1", "甲")));
        }
    }

    @Test
    void takesQuotesForTextWhereTheContractHasNone() throws IOException {
        Files.writeString(file, "\"a,b\n\"\"c\",d\r\"");
        var text = new TextFile("x.csv", file.toUri(), "UTF-8", ',', TextFile.NO_QUOTE, false);

        for (long partBytes = 1; partBytes < 16; partBytes++) {
            assertThat(found(text, partBytes))
                    .containsExactly(
                            new Found(1, List.of("\"a", "b")),
                            new Found(2, List.of("\"\"c\"", "d")),
                            new Found(3, List.of("\"")));
        }
    }

    /** The other parser splits lines with a regular expression, and knows a row by its bytes alone. */
    @ParameterizedTest
    @CsvSource({"UTF-8, 16", "GB18030, 17", "Big5, 18"})
    void cutsFieldsOfFixedWidthWhereverTheFileIsCut(String charset, long seed) throws IOException {
        var random = new Random(seed);
        var widths = List.of(3, 1, 8, 5);
        int whole = 0;
        for (int i = 0; i < 200; i++) {
            var bytes = rowsOfWidths(random, widths, Charset.forName(charset));
            Files.write(file, bytes);
            var text =
                    new TextFile("x.txt", file.toUri(), charset, TextFile.NO_QUOTE, TextFile.NO_QUOTE, false, widths);
            var expected = expected(bytes, widths, charset);
            whole += (int) expected.stream()
                    .filter(row -> row.fields().size() == widths.size())
                    .count();
            for (long partBytes : new long[] {1, 5, 17, 1 << 20}) {
                assertThat(found(text, partBytes))
                        .as("%s in parts of %d bytes", show(bytes), partBytes)
                        .isEqualTo(expected);
            }
        }
        assertThat(whole).isGreaterThan(100);
    }

    /** Rows of the right width, and with a byte more or less by chance; a character may be cut in two. */
    private static byte[] rowsOfWidths(Random random, List<Integer> widths, Charset charset) {
        var bytes = new Bytes(256);
        for (int row = random.nextInt(6); row > 0; row--) {
            for (int width : widths) {
                var field = new byte[width + (random.nextInt(20) == 0 ? random.nextInt(3) - 1 : 0)];
                Arrays.fill(field, (byte) ' ');
                var value = List.of("", "a", "\"b,", "甲", "乙丙云", "7")
                        .get(random.nextInt(6))
                        .getBytes(charset);
                System.arraycopy(value, 0, field, 0, Math.min(value.length, field.length));
                bytes.append(field, 0, field.length);
            }
            var end = LINE_ENDS.get(random.nextInt(4)).getBytes(charset);
            bytes.append(end, 0, row == 1 && random.nextBoolean() ? 0 : end.length);
        }
        return Arrays.copyOf(bytes.array(), bytes.length());
    }

    private static List<Found> expected(byte[] bytes, List<Integer> widths, String charset) {
        var rows = new ArrayList<Found>();
        int number = 0;
        for (var line : new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n|\r|\n", -1)) {
            number++;
            var fields = new ArrayList<String>();
            if (line.length() == widths.stream().mapToInt(w -> w).sum()) {
                int at = 0;
                for (int width : widths) {
                    fields.add(decoded(line.substring(at, at + width).getBytes(StandardCharsets.ISO_8859_1), charset));
                    at += width;
                }
            } else if (!line.isBlank()) {
                fields.add(decoded(line.getBytes(StandardCharsets.ISO_8859_1), charset));
            }
            if (!fields.isEmpty()) {
                rows.add(new Found(number, fields));
            }
        }
        return rows;
    }

    private void requireUnreadable(TextFile text, long partBytes) throws IOException {
        try {
            found(text, partBytes);
        } catch (UnreadableFileException e) {
            assertThat(e).hasMessageStartingWith("x.csv: line ").hasMessageContaining("never closed");
            return;
        }
        fail("%s ends within quotes and was read", show(Files.readAllBytes(file)));
    }

    /** Rows with every kind of field and line end, of which some bytes are struck out, doubled or put in by chance. */
    private static byte[] text(Random random, Charset charset, char delimiter, boolean isMalformedAtTimes) {
        var text = new StringBuilder();
        int fields = random.nextInt(12);
        for (int i = 0; i < fields; i++) {
            text.append(field(random, delimiter));
            text.append(random.nextInt(3) > 0 ? String.valueOf(delimiter) : LINE_ENDS.get(random.nextInt(4)));
        }
        if (random.nextInt(20) == 0) {
            text.append(delimiter).append("\"b\n");
        }
        var clean = text.toString().getBytes(charset);
        var bytes = new Bytes(clean.length + 16);
        for (byte b : clean) {
            int chance = isMalformedAtTimes ? random.nextInt(400) : 400;
            if (chance == 0) {
                bytes.append((byte) random.nextInt(256));
            }
            if (chance > 1) {
                bytes.append(b);
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.length());
    }

    private static String field(Random random, char delimiter) {
        return switch (random.nextInt(7)) {
            case 0 -> "";
            case 1 -> "a" + random.nextInt(100);
            case 2 -> WORDS.substring(0, 1 + random.nextInt(WORDS.length() - 4));
            case 3 -> "5\" 管\"";
            case 4 -> " \u3000";
            default ->
                "\""
                        + List.of("", "b", "\"\"", "甲" + delimiter, "\r\n", "\n\n", "c", "一\n二\"\"三")
                                .get(random.nextInt(8))
                        + WORDS.substring(0, random.nextInt(3))
                        + "\"";
        };
    }

    private static List<Found> expected(byte[] bytes, char delimiter, String charset) throws IOException {
        var rows = new ArrayList<Found>();
        for (var row : records(bytes, delimiter)) {
            var fields = row.fields().stream()
                    .map(f -> decoded(f.getBytes(StandardCharsets.ISO_8859_1), charset))
                    .toList();
            if (fields.size() > 1 || Texts.strip(fields.get(0)) != null) {
                rows.add(new Found(row.line(), fields));
            }
        }
        return rows;
    }

    /** The other parser has a meaning of its own for it, or none. */
    private static boolean hasTextAfterAQuote(byte[] bytes, char delimiter) throws IOException {
        try {
            records(bytes, delimiter);
            return false;
        } catch (CsvParseException e) {
            return true;
        }
    }

    private static List<Found> records(byte[] bytes, char delimiter) throws IOException {
        var rows = new ArrayList<Found>();
        try (var reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(new String(bytes, StandardCharsets.ISO_8859_1))) {
            reader.forEach(row -> rows.add(new Found(row.getStartingLineNumber(), List.copyOf(row.getFields()))));
        }
        return rows;
    }

    /** The other parser (FastCSV 4.1.0) then takes the line feed after the quotes for half of a line end, and loses a row. */
    private static boolean mayHaveQuotedCarriageReturn(byte[] bytes) {
        boolean isQuoted = false;
        for (int i = 0; i < bytes.length; i++) {
            isQuoted ^= bytes[i] == '"';
            if (isQuoted && bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n')) {
                return true;
            }
        }
        return false;
    }

    /** A quote and another line change nothing but the end, where the text ends within quotes. */
    private static boolean endsWithinQuotes(byte[] bytes, char delimiter) throws IOException {
        var before = records(bytes, delimiter);
        var closed = new Bytes(bytes.length + 3);
        closed.append(bytes, 0, bytes.length);
        var end = "\"\ny".getBytes(StandardCharsets.US_ASCII);
        closed.append(end, 0, end.length);
        var bytesAfter = Arrays.copyOf(closed.array(), closed.length());
        if (hasTextAfterAQuote(bytesAfter, delimiter)) {
            return false;
        }
        var after = records(bytesAfter, delimiter);
        return after.size() == before.size() + 1
                && after.get(before.size()).fields().equals(List.of("y"))
                && after.subList(0, before.size()).equals(before);
    }

    /** Malformed text is one mark: how many marks a decoder makes of it is its own affair. */
    private static String decoded(byte[] bytes, String charset) {
        try {
            var text = Charset.forName(charset)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(TextFile.REPLACEMENT) < 0 ? text : "malformed";
        } catch (CharacterCodingException e) {
            return "malformed";
        }
    }

    /** Where a record stands. */
    private record Place(long record, long line, long offset) {}

    private List<Found> found(TextFile text, long partBytes) throws IOException {
        var source = List.of(new OrderedPass.Source(text, new Layout(new int[0], 0)));
        var pass = new OrderedPass(
                CONFIGURATION, new OrderedPass.Workers(THREADS, 3), OrderedPass.Watcher.NOBODY, partBytes);
        var parts = pass.count(source);
        var found = new ArrayList<Found>();
        var places = new ArrayList<Place>();
        long records = 0;
        for (var part : parts) {
            assertThat(part.part().recordsBefore()).isEqualTo(records);
            records += part.records();
            try (var reader = new RecordReader(
                    text, CONFIGURATION, part.part().start(), true, part.part().end())) {
                while (reader.next()) {
                    long line = part.part().linesBefore() + reader.line();
                    found.add(new Found(line, fields(reader)));
                    places.add(new Place(found.size(), line, reader.offset()));
                }
            }
        }
        assertThat(found).hasSize((int) records);
        requireReadInOrder(pass, source, parts, places);
        return found;
    }

    /** The judge sees every row in order; the workers' sinks see each once. */
    private static void requireReadInOrder(
            OrderedPass pass, List<OrderedPass.Source> source, List<OrderedPass.ReadPart> parts, List<Place> places)
            throws IOException {
        var judged = new ArrayList<Place>();
        var taken = new ConcurrentSkipListMap<Long, Place>();
        var rows = new OrderedPass.Rows(
                TestRows.parser(List.of(), Optional.empty()),
                new StructType(),
                new StructType(),
                batch -> places(batch, judged::add),
                () -> new OrderedPass.Sink() {
                    @Override
                    public void take(TextBatch batch) {
                        places(
                                batch,
                                place -> assertThat(taken.put(place.record(), place))
                                        .isNull());
                    }

                    @Override
                    public void end() {}
                },
                new OrderedPass.Spent());
        assertThat(pass.read(source, rows)).isEqualTo(parts);
        assertThat(judged).isEqualTo(places);
        assertThat(List.copyOf(taken.values())).isEqualTo(places);
    }

    private static void places(TextBatch batch, Consumer<Place> to) {
        for (int row = 0; row < batch.size(); row++) {
            to.accept(new Place(batch.recordNumbers()[row], batch.lines()[row], batch.offsets()[row]));
        }
    }

    private static List<String> fields(RecordReader reader) {
        var fields = new ArrayList<String>();
        for (int i = 0; i < reader.fields().fieldCount(); i++) {
            var text = new Bytes(64);
            boolean isWellFormed = reader.appendText(i, text);
            fields.add(isWellFormed ? new String(text.array(), 0, text.length(), StandardCharsets.UTF_8) : "malformed");
        }
        return fields;
    }

    private static String show(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b >= ' ' && b < 0x7F ? String.valueOf((char) b) : "<%02X>".formatted(b & 0xFF));
        }
        return text.toString();
    }
}
