package vinelake.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.service.access.RefusedException.Reason;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

/** What the credit-reporting regulation asks of the service: adverse records of persons end, objections are marked. */
@ExtendWith(SharedPostgres.class)
class LawTest {

    private static final Actor OFFICER = Actor.officer("officer", "bank-a");
    private static final Actor OPERATOR = Actor.operator("operator");

    @TempDir
    Path folder;

    @Test
    void anAdverseRecordOfAPersonIsToldForFiveYearsFromItsEnd(Store store) {
        try (var desk = new Desk(store, folder)) {
            var shop = read(desk, Desk.SHOP);
            assertThat(shop.toString()).contains("\"new\"").doesNotContain("\"old\"");
            assertThat(shop.sections().get(0).path("row_count").asInt())
                    .as("the number does not tell of what is not shown")
                    .isEqualTo(1);
            assertThat(read(desk, Desk.ENTERPRISE).toString())
                    .as("the law protects persons")
                    .contains("\"new\"", "\"old\"");

            // Decided on 2026-01-15: five years later it is told for the last time.
            desk.passDays(LocalDate.parse("2031-01-15").toEpochDay()
                    - LocalDate.parse("2026-11-23").toEpochDay());
            assertThat(read(desk, Desk.SHOP).toString()).contains("\"new\"");
            desk.passDays(1);
            assertThat(read(desk, Desk.SHOP).toString()).doesNotContain("\"new\"", "行政处罚");
        }
    }

    @Test
    void anObjectionMarksTheProfileAtOnceAndIsToBeAnsweredWithinTwentyDays(Store store) {
        try (var desk = new Desk(store, folder)) {
            var owner = Actor.representative("owner", Desk.ENTERPRISE);

            var objection = desk.objections.raise(owner, Optional.of("penalty/decision"), "决定书已被撤销");

            assertThat(read(desk, Desk.ENTERPRISE).objections())
                    .containsExactly(new ProfileView.Objection(
                            Optional.of("penalty/decision"),
                            LocalDate.parse("2026-11-23"),
                            LocalDate.parse("2026-12-13")));
            desk.passDays(7);
            assertThat(desk.objections.ofActor(OPERATOR).get(0).daysLeft()).contains(13L);
            desk.passDays(15);
            assertThat(desk.objections.ofActor(OPERATOR).get(0).daysLeft()).contains(-2L);
            assertThat(reason(() -> desk.objections.answer(owner, objection.objectionId(), "是")))
                    .isEqualTo(Reason.FORBIDDEN);

            desk.objections.answer(OPERATOR, objection.objectionId(), "已更正");

            assertThat(read(desk, Desk.ENTERPRISE).objections()).isEmpty();
            assertThat(desk.objections.ofActor(OPERATOR)).isEmpty();
            assertThat(desk.objections.ofActor(owner).get(0).answer()).contains("已更正");
            assertThat(reason(() -> desk.objections.answer(OPERATOR, objection.objectionId(), "再次")))
                    .isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void thatThereIsAnObjectionIsSeenByWhoMayNotSeeTheSectionButNotWhatItIsAbout(Store store) {
        try (var desk = new Desk(store, folder)) {
            desk.objections.raise(Actor.representative("owner", Desk.ENTERPRISE), Optional.of("tax/filing"), "销售额不符");

            assertThat(read(desk, Desk.ENTERPRISE).objections())
                    .extracting(ProfileView.Objection::section)
                    .containsExactly(Optional.empty());
        }
    }

    @Test
    void onlyTheRepresentativeObjectsAndSaysSomething(Store store) {
        try (var desk = new Desk(store, folder)) {
            var owner = Actor.representative("owner", Desk.ENTERPRISE);
            assertThat(reason(() -> desk.objections.raise(OFFICER, Optional.empty(), "x")))
                    .isEqualTo(Reason.FORBIDDEN);
            assertThat(reason(() -> desk.objections.raise(owner, Optional.empty(), " ")))
                    .isEqualTo(Reason.INVALID);
            assertThat(reason(() -> desk.objections.raise(owner, Optional.of("tax/secrets"), "x")))
                    .isEqualTo(Reason.INVALID);
            assertThat(reason(() -> desk.objections.ofActor(OFFICER))).isEqualTo(Reason.FORBIDDEN);
        }
    }

    @Test
    void theSearchGivesOpenFactsOnlyAndTakesTextAsItIs(Store store) {
        try (var desk = new Desk(store, folder)) {
            assertThat(search(desk, "测试", 1).subjects())
                    .extracting(SubjectFacts::subjectId)
                    .containsExactly("S1");
            assertThat(search(desk, "测试", 1).next()).contains("S1");
            assertThat(search(desk, "%", 10).subjects())
                    .extracting(SubjectFacts::subjectId)
                    .containsExactly("S1");
            assertThat(search(desk, "_", 10).subjects()).isEmpty();
            assertThat(search(desk, "测试", 10).next()).isEmpty();
            assertThat(reason(() -> search(desk, "\0", 10))).isEqualTo(Reason.INVALID);
            assertThat(reason(() -> search(desk, "a", 101))).isEqualTo(Reason.INVALID);
            assertThat(reason(() -> desk.search.search(
                            Actor.auditor("auditor"),
                            new SubjectSearch.Query(Optional.of("测试"), Optional.empty(), Optional.empty(), 10))))
                    .isEqualTo(Reason.FORBIDDEN);
        }
    }

    private static SubjectSearch.Page search(Desk desk, String name, int size) {
        return desk.search.search(
                OFFICER, new SubjectSearch.Query(Optional.of(name), Optional.empty(), Optional.empty(), size));
    }

    private static ProfileView read(Desk desk, String subject) {
        return desk.profiles.read(OFFICER, new ProfileReading.Request(subject, Optional.of("prospecting"), List.of()));
    }

    private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RefusedException.class, call).reason();
    }
}
