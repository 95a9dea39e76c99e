package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.identifier.Uscc;

class FilingsTest {

    private static final long SEED = 7;
    private static final int COLUMNS = 12;

    /** Commas within quotes separate nothing. */
    private static final Pattern COMMA = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    @TempDir
    private Path folder;

    @Test
    void writesTheSameBytesForTheSameRowsAndSeed() throws IOException {
        var once = new Filings(2_000, SEED).landing(folder.resolve("once"));
        var again = new Filings(2_000, SEED).landing(folder.resolve("again"));
        for (int n = 0; n < Filings.FILE_COUNT; n++) {
            assertThat(Filings.inUtf8(again).get(n))
                    .hasSameBinaryContentAs(Filings.inUtf8(once).get(n));
        }
    }

    @Test
    void writesOtherRowsForAnotherSeed() throws IOException {
        var rows = new HashSet<>(rows(new Filings(2_000, SEED)));
        assertThat(rows(new Filings(2_000, SEED + 1))).noneMatch(rows::contains);
    }

    @Test
    void keepsWhatItWroteForTheNextTime() throws IOException {
        var filings = new Filings(2_000, SEED);
        var file = Filings.inUtf8(filings.landing(folder)).get(0);
        Files.writeString(file, "marked");
        assertThat(Filings.inUtf8(filings.landing(folder)).get(0))
                .isEqualTo(file)
                .hasContent("marked");
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, 2_018, 20_000, 60_062})
    void plantsExactlyOneSlipInAHundredRowsAndOneCopyInTwoHundred(long count) throws IOException {
        var rows = rows(new Filings(count, SEED));
        assertThat(rows).hasSize((int) count);

        var slips = new HashMap<String, Long>();
        rows.forEach(row -> faults(row).forEach(fault -> slips.merge(fault, 1L, Long::sum)));
        assertThat(slips.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(count / 100);
        for (var slip : Slip.values()) {
            assertThat(slips.get(slip.rule()))
                    .isBetween(count / 500, count / 500 + 1)
                    .isEqualTo(new Filings(count, SEED).planted(slip));
        }

        var valid = rows.stream().filter(row -> faults(row).isEmpty()).toList();
        long distinct = valid.stream().distinct().count();
        assertThat(valid.size() - distinct).isEqualTo(count / 200);
        assertThat(new Filings(count, SEED).planted()).isEqualTo(new Counts(count, distinct, count / 100, count / 200));
    }

    @Test
    void breaksOneRuleInABadRowAndNoneInAnother() throws IOException {
        assertThat(rows(new Filings(20_000, SEED)))
                .allSatisfy(row -> assertThat(faults(row)).hasSizeLessThanOrEqualTo(1));
    }

    /** One in twenty is late, for one of the three months before. */
    @Test
    void deliversAMonthAndWhatIsLate() throws IOException {
        var filings = Filings.ofMonth(20_000, SEED, YearMonth.of(2026, 5));
        filings.deliver(folder, LocalDate.of(2026, 6, 30));
        var rows = new ArrayList<>(lines(folder.resolve("tax/filing/2026-06-30_1.csv"), StandardCharsets.UTF_8));
        rows.addAll(lines(folder.resolve("tax/filing/2026-06-30_2.csv"), StandardCharsets.UTF_8));
        for (int n = 1; n <= 2; n++) {
            rows.addAll(lines(
                    folder.resolve("local_tax/filing/2026-06-30_%d.csv".formatted(n)), Charset.forName("GB18030")));
        }

        var byMonth =
                rows.stream().collect(Collectors.groupingBy(row -> COMMA.split(row, -1)[3], Collectors.counting()));
        assertThat(byMonth).containsOnlyKeys("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01");
        assertThat(byMonth.get("2026-05-01")).isBetween(18_900L, 19_100L);
        var valid = rows.stream().filter(row -> faults(row).isEmpty()).toList();
        long distinct = valid.stream().distinct().count();
        assertThat(filings.planted())
                .isEqualTo(new Counts(20_000, distinct, 20_000 - valid.size(), valid.size() - distinct));
    }

    @Test
    void spreadsSlipsAndCopiesOverAllFiles() throws IOException {
        var landing = new Filings(20_000, SEED).landing(folder);
        for (var file : Filings.inUtf8(landing)) {
            var rows = lines(file);
            assertThat(rows).hasSize(5_000);
            assertThat(rows.stream().filter(row -> !faults(row).isEmpty()).count())
                    .isBetween(40L, 60L);
        }
    }

    @Test
    void writesRowsAsWideAsRealOnes() throws IOException {
        long bytes = 0;
        for (var file : Filings.inUtf8(new Filings(20_000, SEED).landing(folder))) {
            bytes += Files.size(file);
        }
        assertThat(bytes / 20_000).isGreaterThanOrEqualTo(150);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1_999, 1_000_000_001})
    void refusesCountsItCannotPlantIn(long count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Filings(count, SEED))
                .withMessageContaining("Allowed: 2,000 to 1,000,000,000");
    }

    /** The rules that the row breaks, found without the contract and without the generator. */
    private static List<String> faults(String row) {
        var fields = COMMA.split(row, -1);
        assertThat(fields).hasSize(COLUMNS);
        var faults = new ArrayList<String>();
        if (!Uscc.isValid(fields[0])) {
            faults.add("uscc_is_valid");
        }
        if (fields[1].isEmpty()) {
            faults.add("taxpayer_name.required");
        }
        if (!fields[5].matches("\\d+\\.\\d\\d")) {
            faults.add("sales_cny.type");
        }
        if (new BigDecimal(fields[6]).add(new BigDecimal(fields[7])).compareTo(new BigDecimal(fields[8])) != 0) {
            faults.add("total_is_sum");
        }
        if (fields[9].equals("2026-02-30")) {
            faults.add("filed_on.type");
        }
        return faults;
    }

    private List<String> rows(Filings filings) throws IOException {
        var rows = new ArrayList<String>();
        for (var file : Filings.inUtf8(filings.landing(folder))) {
            rows.addAll(lines(file));
        }
        return rows;
    }

    private static List<String> lines(Path file) throws IOException {
        return lines(file, StandardCharsets.UTF_8);
    }

    private static List<String> lines(Path file, Charset charset) throws IOException {
        var lines = Files.readAllLines(file, charset);
        return lines.subList(1, lines.size());
    }
}
