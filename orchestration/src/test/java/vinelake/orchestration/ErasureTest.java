package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.etl.ingest.LandingKey;
import vinelake.etl.subject.MintSubjects;
import vinelake.lake.Erasures;
import vinelake.lake.Erasures.Line;
import vinelake.lake.Erasures.Step;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.audit.PersonalDataScan;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;
import vinelake.models.release.Releases;
import vinelake.models.release.ReplayRelease;

/** The toy hub: firm 5 is erased, the last one, too, and then what is past its retention. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ErasureTest {

    private static final Instant KNOWN_AT = Instant.parse("2026-07-01T08:00:00Z");
    private static final Optional<PersonalHash> HASH = Optional.of(PersonalHash.of(new byte[32], 1));
    private static final String CODE = ToyHub.code(5);
    private static final String ID = ToyHub.subject(5);
    private static final Erasure.Order ORDER =
            new Erasure.Order("order 12", "li.na", Instant.parse("2026-07-02T08:00:00Z"));

    private final SparkSession spark;
    private final Path folder;
    private final ToyRefresh toy;
    private final Lake lake;
    private final Path landing;
    private List<Line> erased;

    ErasureTest(SparkSession spark, @TempDir Path folder) throws IOException {
        this.spark = spark;
        this.folder = folder;
        toy = new ToyRefresh(spark, folder);
        landing = Files.createDirectory(folder.resolve("landing"));
        lake = toy.lake("one lake", 1);
    }

    @BeforeAll
    void erase() throws IOException {
        var hub = toy.hub();
        ToyHub.deliveries().forEach(delivery -> ToyHub.land(hub, landing, delivery));
        // A row that is refused, and names the firm.
        ToyHub.land(
                hub,
                landing,
                new Delivery(
                        DatasetName.parse("bank/loan"),
                        LocalDate.of(2026, 4, 30),
                        List.of("L99,%s,2025-08-15,drawn,much".formatted(CODE))));
        // And a delivery that knows nothing of it.
        ToyHub.land(
                hub,
                landing,
                new Delivery(
                        DatasetName.parse("bank/loan"),
                        LocalDate.of(2026, 5, 31),
                        List.of("L98,%s,2025-08-15,drawn,1.00".formatted(ToyHub.code(6)))));
        toy.refresh(lake, landing, ToyHub.AS_OF, KNOWN_AT);
        assertThat(lake.read(Tables.PROFILE)
                        .where(col("profile").contains(CODE))
                        .count())
                .as("its own profile, and those of its partners")
                .isGreaterThan(1);
        assertThat(places()).contains("tax/invoice", "release/profile", "ops/quarantine", "subject/subject");
        erased = erasure().subject(Optional.empty(), Optional.of(CODE), ORDER);
    }

    @Test
    @Order(1)
    void leavesNothingOfItInAnyFileOfTheLake() throws IOException {
        assertThat(places()).isEmpty();
        for (var table : List.of(Tables.SUBJECT, Tables.FEATURE, Tables.LABEL, Tables.SCORE, Tables.PROFILE)) {
            assertThat(lake.read(table).where(col("subject_id").equalTo(ID)).count())
                    .as(table.path())
                    .isZero();
            assertThat(lake.read(table).count()).as(table.path()).isPositive();
        }
        assertThat(lake.read(Tables.EDGE)
                        .where(col("source_id").equalTo(ID).or(col("target_id").equalTo(ID)))
                        .count())
                .isZero();
        assertThat(lake.read(Tables.PROFILE)
                        .where(col("profile").contains('"' + ID + '"'))
                        .count())
                .isZero();
    }

    @Test
    @Order(2)
    void recordsWhatItDidWithoutTheCodeAndNamesTheReleaseThatItTouches() {
        var release = new Releases(lake).all().get(0);
        assertThat(erased.get(0).releases()).containsExactly(release.releaseId());
        assertThat(erased.get(0).subjectHash()).contains(HASH.get().hash(CODE));
        assertThat(erased.get(erased.size() - 1).step()).isEqualTo(Step.DONE);
        // Eight quarters; two invoices of its own and one of firm 4 in each of two years; a loan and its default.
        assertThat(rows("records/tax/filing")).isEqualTo(8);
        assertThat(rows("records/tax/invoice")).isEqualTo(6);
        assertThat(rows("records/bank/loan")).isEqualTo(2);
        assertThat(rows("records/registry/firm")).isEqualTo(1);
        assertThat(rows("ops/quarantine")).isEqualTo(1);
        assertThat(rows("subject/subject")).isEqualTo(1);
        assertThat(release.profileCount()).isEqualTo(ToyHub.FIRMS - 1);
    }

    @Test
    @Order(3)
    void destroysTheCopiesOfTheDeliveriesThatHeldItAndNoOther() throws IOException {
        var left = landed().ids();
        var lost = erased.stream()
                .filter(l -> l.place().filter(p -> p.startsWith("landing/")).isPresent())
                .count();
        assertThat(lost).isEqualTo(16);
        assertThat(left).hasSize(1);
    }

    @Test
    @Order(4)
    void doneAgainItDoesNothing() throws IOException {
        var version = lake.version(Tables.ERASURE);
        assertThat(erasure().subject(Optional.of(ID), Optional.empty(), ORDER)).isEqualTo(erased);
        assertThat(erasure().subject(Optional.empty(), Optional.of(CODE), ORDER))
                .isEqualTo(erased);
        assertThat(erasure().subject(Optional.of("S99999999"), Optional.empty(), ORDER))
                .isEmpty();
        assertThat(lake.version(Tables.ERASURE)).isEqualTo(version);
    }

    @Test
    @Order(5)
    void aReplayNamesItAndFindsTheOthers() {
        var release = new Releases(lake).all().get(0);
        var outcome = new ReplayRelease(lake, folder, Progress.SILENT, ReleaseCommand::jobs).run(release);

        assertThat(outcome.erasures()).extracting(Line::subjectId).containsExactly(Optional.of(ID));
        assertThat(outcome.isAsExpected()).isTrue();
        assertThat(outcome.missing() + outcome.extra()).isZero();
        assertThat(outcome.identical() + outcome.different()).isEqualTo(ToyHub.FIRMS - 1);
    }

    @Test
    @Order(6)
    void theNextRefreshTakesNothingInAgainAndPublishesWithoutIt() {
        var counts = toy.run(lake, landing, ToyHub.AS_OF, KNOWN_AT.plusSeconds(3600), job -> true);

        assertThat(counts.get("ingest-deliveries")).containsEntry("deliveries", 0L);
        assertThat(counts.get("publish-release")).containsEntry("releases", 1L).containsEntry("profiles", 25L);
        assertThat(new Releases(lake).all()).hasSize(2);
    }

    /** Killed among the commits of the records, and of the derived tables. */
    @Test
    @Order(7)
    void anErasureThatWasKilledIsEndedByTheNextOneAndItsIdIsNeverGivenAgain() throws IOException {
        var last = ToyHub.subject(ToyHub.FIRMS);
        int kills = 0;
        for (int steps : List.of(6, 17, Integer.MAX_VALUE)) {
            var counted = new Progress() {
                private int left = steps;

                @Override
                public void at(String detail) {
                    if (left-- == 0) {
                        throw new IllegalStateException("killed");
                    }
                }
            };
            try {
                new Erasure(toy.hub(), lake, landed(), HASH, counted)
                        .subject(Optional.of(last), Optional.empty(), ORDER);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
                kills++;
            }
        }
        assertThat(kills).isEqualTo(2);
        var lines = new Erasures(lake)
                .all().stream()
                        .filter(l -> l.subjectId().filter(last::equals).isPresent())
                        .toList();
        assertThat(lines.stream().filter(l -> l.step() == Step.DONE)).hasSize(1);
        assertThat(lines.stream().filter(l -> l.step() == Step.BEGUN)).hasSize(1);
        assertThat(lines.stream()
                        .filter(l -> l.place()
                                .filter("records/registry/firm"::equals)
                                .isPresent()))
                .extracting(Line::rows)
                .containsExactly(1L);

        // It is delivered again: a subject like any that is new, as either law allows.
        var again = new ArrayList<String>();
        for (int firm = 1; firm <= ToyHub.FIRMS; firm++) {
            if (firm != 5) {
                again.add("%s,葡萄%d号有限公司,%s".formatted(ToyHub.code(firm), firm, ToyHub.PERSONAL));
            }
        }
        ToyHub.land(
                toy.hub(), landing, new Delivery(DatasetName.parse("registry/firm"), LocalDate.of(2026, 6, 30), again));
        toy.run(
                lake,
                landing,
                ToyHub.AS_OF,
                KNOWN_AT.plusSeconds(7200),
                job -> job instanceof IngestDeliveries || job instanceof MintSubjects);
        assertThat(lake.read(Tables.SUBJECT)
                        .where(col("code").equalTo(ToyHub.code(ToyHub.FIRMS)))
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly(ToyHub.subject(ToyHub.FIRMS + 1));
    }

    /** All contracts of the toy hub keep for 60 months: on that day what speaks for days before 2025-03-31 goes. */
    @Test
    @Order(8)
    void erasesWhatIsPastItsRetentionAndKeepsWhatIsInForce() throws IOException {
        var day = LocalDate.of(2030, 3, 31);
        var filings = records("tax/filing");
        long before = lake.read(filings).count();
        long past = lake.read(filings).where("as_of_date < '2025-03-31'").count();
        assertThat(past).isPositive().isLessThan(before);
        long firms = lake.read(records("registry/firm"))
                .where("as_of_date = '2024-09-30'")
                .count();

        var lines = erasure().retention(day, ORDER);

        assertThat(lake.read(filings).count()).isEqualTo(before - past);
        assertThat(lake.read(filings).where("as_of_date < '2025-03-31'").count())
                .isZero();
        // What a snapshot said then and nobody has replaced is in force still.
        assertThat(lake.read(records("registry/firm"))
                        .where("as_of_date = '2024-09-30'")
                        .count())
                .isEqualTo(firms);
        assertThat(lines.stream()
                        .filter(l ->
                                l.place().filter("records/tax/filing"::equals).isPresent()))
                .extracting(Line::rows)
                .containsExactly(past);
        assertThat(erasure().retention(day, ORDER)).isEmpty();
    }

    private Table records(String dataset) {
        return Table.records(toy.hub().contract(DatasetName.parse(dataset)));
    }

    private long rows(String place) {
        return erased.stream()
                .filter(l -> l.place().filter(place::equals).isPresent())
                .mapToLong(Line::rows)
                .sum();
    }

    private Erasure erasure() throws IOException {
        return new Erasure(toy.hub(), lake, landed(), HASH, Progress.SILENT);
    }

    private LandedDeliveries landed() throws IOException {
        return new LandedDeliveries(
                lake.root(), spark.sparkContext().hadoopConfiguration(), Optional.of(LandingKey.of(new byte[32], 1)));
    }

    /** Where the code stands, by the last two folders of a file's path. */
    private TreeSet<String> places() {
        var found = new TreeSet<String>();
        new PersonalDataScan(spark, List.of(CODE))
                .scan(lake.root(), file -> !file.startsWith("landing/"))
                .findings()
                .forEach(f ->
                        found.add(f.place().replaceFirst("^records/", "").replaceFirst("^release/.*/", "release/")));
        return found;
    }
}
