package vinelake.etl.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;

class RowParserTest {

    private static final String LETTERS = "0123456789012345678901234567890123456789.-/ ,+元万￥ ()１e\t";

    @TempDir
    private Path folder;

    @Test
    void readsNumbersAndDatesAsTheirReadersDoWhateverIsWritten() throws IOException {
        var types = List.of(
                ColumnType.decimal(18, 2),
                ColumnType.decimal(6, 3),
                ColumnType.decimal(38, 6),
                ColumnType.of(Kind.INTEGER),
                ColumnType.of(Kind.DATE));
        var random = new Random(7);
        var texts = new String[20_000];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = random.nextInt(4) == 0
                    ? "%d-%02d-%02d".formatted(1890 + random.nextInt(320), random.nextInt(14), random.nextInt(33))
                    : written(random);
        }
        var lines = new StringBuilder();
        for (var text : texts) {
            lines.append(("\"" + text + "\",").repeat(types.size())).append(".\n");
        }
        var parser = TestRows.parser(types, Optional.empty());
        var rows = parser.rows(1);
        int values = 0;
        try (var reader = reader(lines.toString())) {
            var layout = new Layout(IntStream.range(0, types.size()).toArray(), types.size() + 1);
            for (var one : texts) {
                assertThat(reader.next()).isTrue();
                rows.clear();
                parser.parse(reader, layout, rows, 0);
                for (int i = 0; i < types.size(); i++) {
                    var expected = expected(types.get(i), one);
                    assertThat(value(rows, i))
                            .as("'%s' as %s", one, types.get(i))
                            .isEqualTo(expected);
                    values += expected == null ? 0 : 1;
                }
            }
        }
        assertThat(values).isGreaterThan(10_000);
    }

    @Test
    void givesEqualRowsOneHashAndOthersAnother() throws IOException {
        var types = List.of(ColumnType.of(Kind.STRING), ColumnType.decimal(10, 2), ColumnType.of(Kind.DATE));
        var parser = TestRows.parser(types, Optional.empty());

        assertThat(hashes(parser, "甲,1.5,2026-06-30\n 甲　,1.50,2026/6/30\n\"甲\",￥1.5,20260630\n"))
                .doesNotContain("0 0")
                .containsOnly(hashes(parser, "甲,1.5,2026-06-30\n").get(0));
        assertThat(hashes(parser, "甲,1.5,2026-06-30\n甲,1.51,2026-06-30\n甲,,2026-06-30\n甲,1.5,无\n无,1.5,2026-06-30\n"))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheHashOfARowWhenItsContractGainsAColumnThatHasNoValue() throws IOException {
        var two = TestRows.parser(List.of(ColumnType.of(Kind.STRING), ColumnType.of(Kind.INTEGER)), Optional.empty());
        var three = TestRows.parser(
                List.of(ColumnType.of(Kind.STRING), ColumnType.of(Kind.INTEGER), ColumnType.of(Kind.DATE)),
                Optional.empty());

        assertThat(hashes(three, "a,1,\n")).isEqualTo(hashes(two, "a,1\n"));
        assertThat(hashes(three, "a,1,2026-06-30\n")).isNotEqualTo(hashes(two, "a,1\n"));
    }

    @Test
    void givesARowThatIsBrokenNoHash() throws IOException {
        var parser =
                TestRows.parser(List.of(ColumnType.of(Kind.STRING), ColumnType.of(Kind.INTEGER)), Optional.empty());

        assertThat(hashes(parser, "a,x\na\na,1,2\na,\"1\"2\n\uFFFD,1\n")).containsOnly("0 0");
    }

    private List<String> hashes(RowParser parser, String lines) throws IOException {
        var hashes = new ArrayList<String>();
        var rows = parser.rows(1);
        var layout = new Layout(IntStream.range(0, parser.targets().length).toArray(), parser.targets().length);
        try (var reader = reader(lines)) {
            while (reader.next()) {
                rows.clear();
                parser.parse(reader, layout, rows, 0);
                hashes.add(parser.firstHash() + " " + parser.secondHash());
            }
        }
        return hashes;
    }

    private RecordReader reader(String text) throws IOException {
        var file = Files.writeString(folder.resolve("x.csv"), text);
        return new RecordReader(
                new TextFile("x.csv", file.toUri(), "UTF-8", ',', '"', false),
                new Configuration(),
                0,
                true,
                Files.size(file));
    }

    private static String written(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 45 : 12);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(random.nextInt(3) == 0 ? LETTERS.length() : 20)));
        }
        return text.toString();
    }

    private static Object value(ParsedRows rows, int i) {
        if (rows.nulls(i)[0]) {
            return null;
        }
        if (!rows.isText(i)) {
            return rows.numbers(i)[0];
        }
        int start = rows.starts(i)[0];
        return new BigInteger(Arrays.copyOfRange(rows.text(), start, start + rows.lengths(i)[0]));
    }

    private static Object expected(ColumnType type, String text) {
        var stripped = Texts.strip(text);
        if (stripped == null) {
            return null;
        }
        return switch (type.kind()) {
            case INTEGER -> Integers.parse(stripped);
            case DATE -> {
                var day = Dates.epochDay(stripped, TestRows.SHANGHAI);
                yield day == null ? null : Long.valueOf(day);
            }
            default -> {
                var number = Numbers.parse(stripped);
                var fitted = number == null ? null : Numbers.fit(number, type.precision(), type.scale());
                yield fitted == null
                        ? null
                        : type.precision() > 18
                                ? (Object) fitted.unscaledValue()
                                : Long.valueOf(fitted.unscaledValue().longValueExact());
            }
        };
    }
}
