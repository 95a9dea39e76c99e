package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.identifier.RegistrationNumber;
import vinelake.core.identifier.Uscc;
import vinelake.core.value.Dates;
import vinelake.core.value.Numbers;

/** A city of 1,000 is written once, read back with another parser, and held against its truth. */
class PlantedTruthTest {

    private static final CityPlan PLAN = new CityPlan(1000, 48, LocalDate.of(2026, 6, 30), 11, 3);
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @TempDir
    private static Path out;

    private static final Map<String, Map<String, List<Delivered>>> FILES = new TreeMap<>();
    private static final Map<Place, Map<String, String>> ERRORS = new HashMap<>();
    private static Set<String> registered;

    /** Where a row stands. */
    private record Place(String file, long line) {}

    @BeforeAll
    static void writesAndReadsTheCity() throws Exception {
        WriteCity.write(PLAN, out, subject -> {});
        for (Feed feed : Feeds.ALL) {
            FILES.put(feed.name(), Delivered.of(feed, PLAN, out));
        }
        for (Map<String, String> error : Delivered.truth(out, "error")) {
            Place place = new Place(error.get("file"), Long.parseLong(error.get("line")));
            assertThat(ERRORS.put(place, error)).as("two errors at %s", place).isNull();
        }
        registered =
                Delivered.truth(out, "subject").stream().map(s -> s.get("uscc")).collect(Collectors.toSet());
    }

    @Test
    void everyErrorStandsAtTheFileAndLineThatTheTruthSays() {
        Set<Place> found = new HashSet<>();
        forEachRow((feed, file, index, row) -> {
            Place place = new Place(file, row.line());
            Map<String, String> error = ERRORS.get(place);
            if (error != null) {
                found.add(place);
                assertThat(error.get("dataset")).isEqualTo(feed.name());
                assertThat(Long.parseLong(error.get("record"))).isEqualTo(index + 1L);
                isAsTheTruthSays(feed, file, index, row, error);
            }
        });
        assertThat(found).isEqualTo(ERRORS.keySet());
    }

    private static void isAsTheTruthSays(Feed feed, String file, int index, Delivered row, Map<String, String> error) {
        ErrorKind kind = kind(error);
        String truth = error.get("true_value");
        String delivered = error.get("delivered_value");
        String at = "%s in %s:%d".formatted(kind, file, row.line());
        switch (kind) {
            case DUPLICATE_ROW ->
                assertThat(FILES.get(feed.name()).get(file).get(index - 1).fields())
                        .as(at)
                        .isEqualTo(row.fields());
            case RESENT_ROW -> assertThat(rowsOfEarlierFiles(feed, file)).as(at).contains(row.fields());
            case SHORT_ROW -> {
                assertThat(row.fields()).as(at).hasSize(Integer.parseInt(delivered));
                assertThat(row.fields().size()).as(at).isLessThan(feed.fields().size());
            }
            default -> {
                List<String> headers = feed.fields().stream().map(Field::header).toList();
                assertThat(row.fields().get(headers.indexOf(error.get("column"))))
                        .as(at)
                        .isEqualTo(delivered);
                assertThat(delivered).as(at).isNotEqualTo(truth);
                isSuchAnError(kind, truth, delivered, at);
            }
        }
    }

    private static void isSuchAnError(ErrorKind kind, String truth, String delivered, String at) {
        switch (kind) {
            case WRONG_CHARACTER, LOOK_ALIKE -> {
                assertThat(delivered).as(at).hasSize(18);
                assertThat(differences(truth, delivered)).as(at).isEqualTo(1);
                assertThat(Uscc.isValid(delivered)).as(at).isFalse();
            }
            case FULL_WIDTH ->
                assertThat(Normalizer.normalize(delivered, Normalizer.Form.NFKC))
                        .as(at)
                        .isEqualTo(truth);
            case LOST_CHARACTER -> assertThat(delivered).as(at).hasSize(17);
            case UNREGISTERED_CODE -> {
                assertThat(Uscc.isValid(delivered)).as(at).isTrue();
                assertThat(registered).as(at).doesNotContain(delivered);
            }
            case IMPOSSIBLE_DATE -> {
                assertThat(Dates.parse(truth, ZONE)).as(at).isNotNull();
                assertThat(Dates.parse(delivered, ZONE)).as(at).isNull();
            }
            case LETTER_IN_AMOUNT -> {
                assertThat(Numbers.parse(truth)).as(at).isNotNull();
                assertThat(Numbers.parse(delivered)).as(at).isNull();
            }
            case MISSING_VALUE -> assertThat(delivered).as(at).isEmpty();
            case WRONG_GROSS -> assertThat(new BigDecimal(delivered)).as(at).isGreaterThan(new BigDecimal(truth));
            case BLANKS, WIDE_BLANKS -> assertThat(delivered.strip()).as(at).isEqualTo(truth);
            default -> throw new IllegalStateException("no error of a value: " + kind);
        }
    }

    private static long differences(String a, String b) {
        return IntStream.range(0, a.length())
                .filter(i -> a.charAt(i) != b.charAt(i))
                .count();
    }

    private static List<List<String>> rowsOfEarlierFiles(Feed feed, String file) {
        List<List<String>> rows = new ArrayList<>();
        FILES.get(feed.name()).forEach((name, records) -> {
            if (name.compareTo(file) < 0) {
                records.forEach(r -> rows.add(r.fields()));
            }
        });
        return rows;
    }

    @Test
    void rowsWithoutAnErrorAreSound() {
        forEachRow((feed, file, index, row) -> {
            Map<String, String> error = ERRORS.get(new Place(file, row.line()));
            if (error == null || kind(error) == ErrorKind.DUPLICATE_ROW || kind(error) == ErrorKind.RESENT_ROW) {
                isSound(feed, file, row);
            }
        });
    }

    private static void isSound(Feed feed, String file, Delivered row) {
        List<String> values = row.fields();
        String at = file + ":" + row.line();
        assertThat(values).as(at).hasSameSizeAs(feed.fields());
        for (int i = 0; i < values.size(); i++) {
            Field field = feed.fields().get(i);
            String value = values.get(i);
            if (value.isEmpty()) {
                assertThat(field.isRequired()).as("%s, %s", at, field.header()).isFalse();
                continue;
            }
            switch (field.kind()) {
                case CODE ->
                    assertThat(Uscc.isValid(value)).as("%s, %s", at, value).isTrue();
                case DATE ->
                    assertThat(Dates.parse(value, ZONE)).as("%s, %s", at, value).isNotNull();
                case AMOUNT, GROSS ->
                    assertThat(Numbers.parse(value)).as("%s, %s", at, value).isNotNull();
                case TEXT, PERSONAL -> assertThat(value).as(at).isNotBlank();
            }
        }
    }

    @Test
    void grossIsNetAndTaxWhereNothingWasPlanted() {
        FILES.get("invoice/vat")
                .forEach((file, rows) -> rows.forEach(row -> {
                    if (!ERRORS.containsKey(new Place(file, row.line()))) {
                        BigDecimal net = new BigDecimal(row.fields().get(7));
                        BigDecimal tax = new BigDecimal(row.fields().get(9));
                        assertThat(net.add(tax))
                                .isEqualByComparingTo(row.fields().get(10));
                    }
                }));
    }

    @Test
    void everyInvoiceHasItsOwnNumberUnlessItStandsTwice() {
        Set<String> numbers = new HashSet<>();
        FILES.get("invoice/vat")
                .forEach((file, rows) -> rows.forEach(row -> {
                    Map<String, String> error = ERRORS.get(new Place(file, row.line()));
                    if (error == null) {
                        assertThat(numbers.add(row.fields().get(0))).isTrue();
                    }
                }));
    }

    @Test
    void errorsAreAboutAsFrequentAsAsked() {
        Map<ErrorKind, Integer> counts = new TreeMap<>();
        ERRORS.values().forEach(error -> counts.merge(kind(error), 1, Integer::sum));
        long all = FILES.values().stream()
                .flatMap(files -> files.values().stream())
                .mapToLong(List::size)
                .sum();
        long invoices =
                FILES.get("invoice/vat").values().stream().mapToLong(List::size).sum();
        long register = FILES.get("registry/enterprise").values().stream()
                .mapToLong(List::size)
                .sum();
        for (ErrorKind kind : ErrorKind.values()) {
            // The share of a rare kind wanders: 35 per cent is three deviations of some 75.
            double rows = switch (kind) {
                case WRONG_GROSS -> invoices;
                case UNREGISTERED_CODE, RESENT_ROW -> all - register;
                default -> all;
            };
            assertThat((double) counts.getOrDefault(kind, 0))
                    .as(kind.label())
                    .isCloseTo(kind.rate() * rows, Percentage.withPercentage(35));
        }
    }

    @Test
    void registerGivesEveryFirmItsOwnCodeAndAValidOldNumber() throws Exception {
        assertThat(registered).hasSize(PLAN.subjects());
        FILES.get("registry/enterprise")
                .forEach((file, rows) -> rows.forEach(row -> {
                    boolean isDamaged = ERRORS.containsKey(new Place(file, row.line()));
                    if (!isDamaged && !row.fields().get(2).isEmpty()) {
                        assertThat(RegistrationNumber.isValid(row.fields().get(2)))
                                .isTrue();
                    }
                }));
        assertThat(Delivered.truth(out, "subject").stream().map(s -> s.get("name")))
                .doesNotHaveDuplicates();
    }

    @Test
    void mostOfTheRegisterIsUnchangedBetweenSnapshots() {
        List<List<Delivered>> snapshots =
                List.copyOf(FILES.get("registry/enterprise").values());
        for (int i = 1; i < snapshots.size(); i++) {
            Set<List<String>> before =
                    snapshots.get(i - 1).stream().map(Delivered::fields).collect(Collectors.toSet());
            long unchanged = snapshots.get(i).stream()
                    .filter(row -> before.contains(row.fields()))
                    .count();
            assertThat((double) unchanged / snapshots.get(i).size()).isBetween(0.8, 0.99);
        }
    }

    @Test
    void fourToTwelveOfAHundredBorrowersDefaultWithinAYear() throws Exception {
        for (LocalDate observed : List.of(LocalDate.of(2024, 6, 30), LocalDate.of(2025, 6, 30))) {
            Set<String> borrowers = borrowersInOrder(observed);
            Set<String> defaulted = defaulters(observed);
            defaulted.retainAll(borrowers);
            assertThat(borrowers).hasSizeGreaterThan(150);
            assertThat((double) defaulted.size() / borrowers.size())
                    .as("%s", observed)
                    .isBetween(0.04, 0.12);
        }
    }

    @Test
    void someFourOrFiveOfTenBorrowAtSomeTime() throws Exception {
        long borrowers = Delivered.truth(out, "loan").stream()
                .map(loan -> loan.get("subject"))
                .distinct()
                .count();
        assertThat((double) borrowers / PLAN.subjects()).isBetween(0.35, 0.5);
    }

    /** With an open loan that is less than 90 days overdue, by the bank's own rows. */
    private static Set<String> borrowersInOrder(LocalDate observed) {
        String day = DateStyle.COMPACT.text(observed);
        return FILES.get("bank/loan").values().stream()
                .flatMap(List::stream)
                .map(Delivered::fields)
                .filter(f -> f.size() == 12 && f.get(11).equals(day) && Uscc.isValid(f.get(2)))
                .filter(f -> !f.get(7).equals("0.00") && days(f.get(9)) < 90)
                .map(f -> f.get(2))
                .collect(Collectors.toSet());
    }

    private static int days(String text) {
        BigDecimal number = Numbers.parse(text.isEmpty() ? "0" : text);
        return number == null ? 0 : number.intValue();
    }

    private static Set<String> defaulters(LocalDate observed) throws Exception {
        Set<String> codes = new HashSet<>();
        for (Map<String, String> loan : Delivered.truth(out, "loan")) {
            if (!loan.get("defaulted_on").isEmpty()) {
                LocalDate defaulted = LocalDate.parse(loan.get("defaulted_on"));
                if (defaulted.isAfter(observed) && !defaulted.isAfter(observed.plusYears(1))) {
                    codes.add(loan.get("uscc"));
                }
            }
        }
        return codes;
    }

    @Test
    void banksReportTheDefaultsOfTheTruth() throws Exception {
        for (Map<String, String> loan : Delivered.truth(out, "loan")) {
            List<List<String>> states = FILES.get("bank/loan").values().stream()
                    .flatMap(List::stream)
                    .map(Delivered::fields)
                    .filter(f -> f.size() == 12 && f.get(0).equals(loan.get("loan")))
                    .toList();
            String defaultedOn = loan.get("defaulted_on");
            for (List<String> state : states) {
                LocalDate on = Dates.parse(state.get(11), ZONE);
                if (on != null && Numbers.parse(state.get(9)) != null) {
                    boolean isDue = !defaultedOn.isEmpty() && !on.isBefore(LocalDate.parse(defaultedOn));
                    assertThat(days(state.get(9)) >= 90).as("%s", state).isEqualTo(isDue);
                }
            }
        }
    }

    private static ErrorKind kind(Map<String, String> error) {
        return ErrorKind.valueOf(error.get("kind").toUpperCase(Locale.ROOT));
    }

    /** Takes each row after the header. */
    private interface RowReader {
        void read(Feed feed, String file, int index, Delivered row);
    }

    private static void forEachRow(RowReader reader) {
        for (Feed feed : Feeds.ALL) {
            FILES.get(feed.name()).forEach((file, rows) -> {
                for (int i = 0; i < rows.size(); i++) {
                    reader.read(feed, file, i, rows.get(i));
                }
            });
        }
    }
}
