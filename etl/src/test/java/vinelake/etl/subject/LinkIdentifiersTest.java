package vinelake.etl.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static vinelake.etl.subject.SubjectHub.BROKER;
import static vinelake.etl.subject.SubjectHub.FIRM;
import static vinelake.etl.subject.SubjectHub.INVOICE;
import static vinelake.etl.subject.SubjectHub.JUNE;
import static vinelake.etl.subject.SubjectHub.MAY;
import static vinelake.etl.subject.SubjectHub.code;
import static vinelake.etl.subject.SubjectHub.firm;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.identifier.Uscc;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;

/** Every way in which invoices name firms, linked once for each of two dates. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkIdentifiersTest {

    private static final String EXACT = code(10);
    private static final String REPAIRABLE = code(20);
    private static final String ENDED = code(30);
    private static final String UNKNOWN = code(999_999);

    /** Wrong in the last place: the check character of {@link #REPAIRABLE} is another. */
    private static final String ONE_CANDIDATE = withOther(REPAIRABLE, 17);

    /** One character away from two firms of the registry. */
    private static final String TWO_CANDIDATES = ambiguous();

    private static final String TWIN = Uscc.candidates(TWO_CANDIDATES).get(0);
    private static final String OTHER_TWIN = Uscc.candidates(TWO_CANDIDATES).get(1);

    /** One character away from a code that is valid but that the registry does not have. */
    private static final String NO_CANDIDATE = withOther(UNKNOWN, 17);

    /** The registry's own mistake, one character away from another of its firms. */
    private static final String INVALID_IN_REGISTRY = withOther(EXACT, 3);

    private static final String COMES_IN_JUNE = code(40);

    private final SubjectHub hub;
    private Map<String, Long> counts;

    LinkIdentifiersTest(SparkSession spark, @TempDir Path folder) {
        this.hub = new SubjectHub(Lake.at(spark, folder.toUri()));
    }

    @BeforeAll
    void link() {
        hub.deliver(
                FIRM,
                firm(EXACT, MAY, false),
                firm(REPAIRABLE, MAY, false),
                firm(ENDED, MAY, false),
                firm(TWIN, MAY, false),
                firm(OTHER_TWIN, MAY, false),
                firm(INVALID_IN_REGISTRY, MAY, false));
        hub.deliver(FIRM, firm(ENDED, JUNE, true), firm(COMES_IN_JUNE, JUNE, false));
        hub.deliver(
                INVOICE,
                SubjectHub.lines(
                        INVOICE,
                        MAY,
                        invoice(EXACT, UNKNOWN),
                        invoice(EXACT, fullWidth(EXACT)),
                        invoice(" " + EXACT.substring(0, 8) + "-" + EXACT.substring(8), null),
                        invoice(EXACT.toLowerCase(Locale.ROOT), EXACT),
                        invoice(ONE_CANDIDATE, EXACT),
                        invoice(TWO_CANDIDATES, EXACT),
                        invoice(NO_CANDIDATE, EXACT),
                        invoice("无", EXACT),
                        invoice(ENDED, EXACT),
                        invoice(INVALID_IN_REGISTRY, EXACT),
                        invoice(COMES_IN_JUNE, EXACT),
                        invoice(EXACT, EXACT)));
        hub.deliver(
                BROKER,
                SubjectHub.lines(
                        BROKER, MAY, broker("3205-77", EXACT.substring(8, 17)), broker("3205-77", "12345678-0")));
        for (var asOf : List.of(MAY, JUNE)) {
            new MintSubjects(SubjectHub.HUB).run(hub.context(asOf));
        }
        // May is asked again after June was taken in.
        new LinkIdentifiers(SubjectHub.HUB).run(hub.context(MAY, SubjectHub.knownAt(JUNE)));
        counts = new LinkIdentifiers(SubjectHub.HUB).run(hub.context(JUNE));
    }

    @Test
    void theBrokenCodesAreWhatTheySayTheyAre() {
        assertThat(List.of(ONE_CANDIDATE, TWO_CANDIDATES, NO_CANDIDATE, INVALID_IN_REGISTRY))
                .noneMatch(Uscc::isValid);
        assertThat(differences(ONE_CANDIDATE, REPAIRABLE)).isOne();
        assertThat(differences(TWO_CANDIDATES, TWIN)).isOne();
        assertThat(differences(TWO_CANDIDATES, OTHER_TWIN)).isOne();
        assertThat(differences(NO_CANDIDATE, UNKNOWN)).isOne();
        assertThat(differences(INVALID_IN_REGISTRY, EXACT)).isOne();
        assertThat(TWIN).isNotEqualTo(OTHER_TWIN);
        assertThat(Uscc.isValid(UNKNOWN)).isTrue();
    }

    @Test
    void aCodeOfTheRegistryIsExactInWhateverFormItIsWritten() {
        for (var form : List.of(
                EXACT, " " + EXACT.substring(0, 8) + "-" + EXACT.substring(8), EXACT.toLowerCase(Locale.ROOT))) {
            assertThat(link(JUNE, "seller_code", form)).isEqualTo("exact " + EXACT);
        }
        assertThat(link(JUNE, "buyer_code", fullWidth(EXACT))).isEqualTo("exact " + EXACT);
    }

    @Test
    void aBrokenCodeIsRepairedWhereTheRegistryHasJustOneCandidate() {
        assertThat(link(JUNE, "seller_code", ONE_CANDIDATE)).isEqualTo("repaired " + REPAIRABLE);
        assertThat(link(JUNE, "seller_code", TWO_CANDIDATES)).isEqualTo("unlinked null");
        assertThat(link(JUNE, "seller_code", NO_CANDIDATE)).isEqualTo("unlinked null");
        assertThat(link(JUNE, "seller_code", "无")).isEqualTo("unlinked null");
    }

    @Test
    void aValidCodeThatTheRegistryDoesNotHaveIsExternal() {
        assertThat(link(JUNE, "buyer_code", UNKNOWN)).isEqualTo("external null");
    }

    @Test
    void aCodeThatTheRegistryItselfHasIsNotTakenForABrokenOne() {
        assertThat(link(JUNE, "seller_code", INVALID_IN_REGISTRY)).isEqualTo("exact " + INVALID_IN_REGISTRY);
    }

    @Test
    void aFirmThatEndedIsStillTheOneThatItsRecordsSpeakOf() {
        assertThat(link(JUNE, "seller_code", ENDED)).isEqualTo("exact " + ENDED);
        // Who looks at May from June must find the firm's own records of May.
        assertThat(identifiers(JUNE, "registry", "code", ENDED)).hasSize(1);
    }

    @Test
    void aDateKnowsNoFirmThatTheRegistryDeliveredLater() {
        assertThat(link(MAY, "seller_code", COMES_IN_JUNE)).isEqualTo("external null");
        assertThat(link(JUNE, "seller_code", COMES_IN_JUNE)).isEqualTo("exact " + COMES_IN_JUNE);
    }

    @Test
    void codesOfOtherSchemesAreExternalWhereTheyCouldBeSomebodys() {
        assertThat(link(JUNE, "broker_number", "3205-77")).isEqualTo("external null");
        assertThat(link(JUNE, "organization_code", EXACT.substring(8, 17))).isEqualTo("external null");
        // The check character of 12345678 is 8: 1*3+2*7+3*9+4*10+5*5+6*8+7*4+8*2 = 201 = 18*11 + 3, and 11 - 3 = 8.
        assertThat(link(JUNE, "organization_code", "12345678-0")).isEqualTo("unlinked null");
    }

    @Test
    void everyRowWithACodeIsCountedOnceWithTheFirstPlaceOfItsCode() {
        var rows = hub.lake().read(Tables.IDENTIFIER, JUNE);
        var sums = rows.groupBy("column_name").sum("row_count").collectAsList();

        // 7 rows of the registry say that a firm is there, 12 invoices have a seller and 11 a buyer, 2 brokers have
        // both.
        assertThat(sums)
                .extracting(Row::toString)
                .containsExactlyInAnyOrder(
                        "[code,7]",
                        "[seller_code,12]",
                        "[buyer_code,11]",
                        "[broker_number,2]",
                        "[organization_code,2]");
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(34);
        assertThat(counts.get("repaired_rows")).isOne();

        var exact = identifiers(JUNE, "tax", "seller_code", EXACT).get(0);
        assertThat(exact.<Long>getAs("row_count")).isEqualTo(3);
        assertThat(exact.<String>getAs("file")).isEqualTo("2026-05-31.csv");
        assertThat(exact.<Long>getAs("line_number")).isEqualTo(2);
    }

    /** Method and matched code of a code's one row, whose subject must be that of the matched code. */
    private String link(LocalDate asOf, String column, String code) {
        var department = column.endsWith("er_code") ? "tax" : "customs";
        var found = identifiers(asOf, department, column, code);
        assertThat(found).as(code).hasSize(1);
        String matched = found.get(0).getAs("matched_code");
        var subject = hub.lake().read(Tables.SUBJECT).where("code = '%s'".formatted(matched)).collectAsList().stream()
                .map(r -> r.<String>getAs("subject_id"))
                .findFirst();
        assertThat(found.get(0).<String>getAs("subject_id")).isEqualTo(subject.orElse(null));
        return found.get(0).getAs("method") + " " + matched;
    }

    private List<Row> identifiers(LocalDate asOf, String department, String column, String code) {
        return hub.lake()
                .read(Tables.IDENTIFIER, asOf)
                .where("department = '%s' AND column_name = '%s' AND code = '%s'".formatted(department, column, code))
                .collectAsList();
    }

    private static String[] invoice(String seller, String buyer) {
        return new String[] {seller, buyer};
    }

    private static String[] broker(String number, String organizationCode) {
        return new String[] {number, organizationCode};
    }

    /** The code with another digit at the place. */
    private static String withOther(String code, int place) {
        char other = code.charAt(place) == '0' ? '1' : '0';
        return code.substring(0, place) + other + code.substring(place + 1);
    }

    /** A code with one wrong character that two valid codes could have become. */
    private static String ambiguous() {
        for (int number = 1; ; number++) {
            var broken = withOther(code(number), 12);
            if (Uscc.candidates(broken).size() >= 2) {
                return broken;
            }
        }
    }

    private static String fullWidth(String code) {
        return code.chars()
                .map(c -> c - '!' + '！')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static long differences(String a, String b) {
        return java.util.stream.IntStream.range(0, a.length())
                .filter(i -> a.charAt(i) != b.charAt(i))
                .count();
    }
}
