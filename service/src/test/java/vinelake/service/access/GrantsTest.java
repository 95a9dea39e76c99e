package vinelake.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.service.access.Consents.Offer;
import vinelake.service.access.RefusedException.Reason;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

@ExtendWith(SharedPostgres.class)
class GrantsTest {

    private static final Actor OFFICER = Actor.officer("officer", "bank-a");
    private static final Actor OWNER = Actor.representative("owner", Desk.ENTERPRISE);
    private static final LocalDate UNTIL = LocalDate.parse("2026-12-31");

    @TempDir
    Path folder;

    /** What was done about a grant before the officer asks, and whether it lets him see tax/filing. */
    private enum GrantState {
        NONE(false),
        LIVE(true),
        LAST_DAY(true),
        ENDED(false),
        WITHDRAWN(false),
        WITHDRAWN_AND_GIVEN_AGAIN(true),
        OF_ANOTHER_INSTITUTION(false),
        FOR_ANOTHER_PURPOSE(false),
        OF_ANOTHER_SECTION(false),
        OF_ANOTHER_SUBJECT(false);

        private final boolean isEnough;

        GrantState(boolean isEnough) {
            this.isEnough = isEnough;
        }

        private void bringAbout(Desk desk) {
            switch (this) {
                case NONE -> {}
                case LIVE -> desk.consents.give(OWNER, offer());
                case LAST_DAY -> {
                    desk.consents.give(OWNER, offer());
                    desk.passDays(38);
                }
                case ENDED -> {
                    desk.consents.give(OWNER, offer());
                    desk.passDays(39);
                }
                case WITHDRAWN ->
                    desk.consents.withdraw(
                            OWNER, desk.consents.give(OWNER, offer()).consentId());
                case WITHDRAWN_AND_GIVEN_AGAIN -> {
                    desk.consents.withdraw(
                            OWNER, desk.consents.give(OWNER, offer()).consentId());
                    desk.consents.give(OWNER, offer());
                }
                case OF_ANOTHER_INSTITUTION ->
                    desk.consents.give(OWNER, new Offer("bank-b", "loan_application", List.of("tax/filing"), UNTIL));
                case FOR_ANOTHER_PURPOSE ->
                    desk.consents.give(OWNER, new Offer("bank-a", "loan_management", List.of("tax/filing"), UNTIL));
                case OF_ANOTHER_SECTION ->
                    desk.consents.give(OWNER, new Offer("bank-a", "loan_application", List.of("assessment"), UNTIL));
                case OF_ANOTHER_SUBJECT -> desk.consents.give(Actor.representative("other", Desk.OTHER), offer());
            }
        }
    }

    /** Every role, every class of section, every state of the grant: who sees it, and who gets what answer. */
    @TestFactory
    Stream<DynamicTest> whoSeesWhat(Store store) {
        var desk = new Desk(store, folder);
        var actors = List.of(
                OFFICER,
                OWNER,
                Actor.representative("other", Desk.OTHER),
                Actor.operator("operator"),
                Actor.auditor("auditor"));
        var tests = new ArrayList<DynamicTest>();
        for (var state : GrantState.values()) {
            for (var actor : actors) {
                for (var section : List.of("registry/enterprise", "tax/filing", "utility/bill")) {
                    tests.add(DynamicTest.dynamicTest(
                            "%s %s, %s, grant %s".formatted(actor.role(), actor.id(), section, state), () -> {
                                store.jdbi().useHandle(handle -> handle.execute("DELETE FROM consent"));
                                try (var fresh = desk.onDayOne(store)) {
                                    state.bringAbout(fresh);
                                    assertThat(sees(fresh, actor, section)).isEqualTo(expected(actor, section, state));
                                }
                            }));
                }
            }
        }
        assertThat(tests).hasSize(10 * 5 * 3);
        return tests.stream();
    }

    private static boolean expected(Actor actor, String section, GrantState state) {
        if (section.equals("utility/bill")) {
            return false;
        }
        return switch (actor.role()) {
            case OFFICER -> section.equals("registry/enterprise") || state.isEnough;
            case REPRESENTATIVE -> actor.speaksFor(Desk.ENTERPRISE);
            case OPERATOR, AUDITOR -> false;
        };
    }

    /** Asks for all and for the section by name; both must agree, and so must the log. */
    private static boolean sees(Desk desk, Actor actor, String section) {
        boolean isNamed;
        try {
            isNamed = names(read(desk, actor, List.of(section))).equals(List.of(section));
            assertThat(desk.lastReading(Desk.ENTERPRISE).outcome()).isEqualTo("done");
        } catch (RefusedException e) {
            assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(desk.lastReading(Desk.ENTERPRISE).outcome()).isEqualTo("refused");
            isNamed = false;
        }
        boolean isAmongAll;
        try {
            var all = read(desk, actor, List.of());
            isAmongAll = names(all).contains(section);
            assertThat(desk.lastReading(Desk.ENTERPRISE).sectionNames().contains(section))
                    .isEqualTo(isAmongAll);
            assertThat(all.toString().contains("kwh")).as("internal").isFalse();
        } catch (RefusedException e) {
            isAmongAll = false;
        }
        assertThat(isNamed).isEqualTo(isAmongAll);
        return isNamed;
    }

    @Test
    void whatIsWithheldIsNamedWithWhatIsMissing(Store store) {
        try (var desk = new Desk(store, folder)) {
            var view = read(desk, OFFICER, List.of());

            assertThat(names(view)).containsExactly("penalty/decision", "registry/enterprise");
            assertThat(view.assessment()).isEmpty();
            assertThat(view.network()).isEmpty();
            assertThat(view.withheld())
                    .as("all that can be granted, whether the subject has it or not; nothing internal")
                    .extracting(Withheld::section)
                    .containsExactlyInAnyOrder(
                            "assessment",
                            "network",
                            "bank/loan",
                            "invoice/vat",
                            "social_insurance/contribution",
                            "tax/filing");
            assertThat(view.withheld()).extracting(Withheld::missing).containsOnly("grant");

            var refused = catchThrowableOfType(
                    RefusedException.class, () -> read(desk, OFFICER, List.of("tax/filing", "utility/bill")));
            assertThat(refused.withheld())
                    .containsExactlyInAnyOrder(
                            new Withheld("tax/filing", "纳税申报", "grant"),
                            new Withheld("utility/bill", "用电缴费", "disclosure"));
        }
    }

    @Test
    void aWithdrawnGrantEndsAtTheNextRead(Store store) {
        try (var desk = new Desk(store, folder)) {
            var consent = desk.consents.give(
                    OWNER, new Offer("bank-a", "loan_application", List.of("assessment", "network"), UNTIL));
            var seen = read(desk, OFFICER, List.of("assessment", "network"));
            assertThat(seen.assessment().orElseThrow().path("score").asInt()).isEqualTo(640);
            assertThat(seen.network().orElseThrow().toString())
                    .as("to the last digit")
                    .isEqualTo("{\"sales_cny\":12345678901234567.10}");
            assertThat(seen.assessment().orElseThrow().toString())
                    .as("where the rows of a withheld section lie is not told")
                    .contains("reasons")
                    .doesNotContain("a.csv", "b.csv");
            assertThat(desk.lastReading(Desk.ENTERPRISE).consents())
                    .isEqualTo(consent.consentId().toString());

            var filings = desk.consents.give(OWNER, offer());
            assertThat(read(desk, OFFICER, List.of("assessment"))
                            .assessment()
                            .orElseThrow()
                            .toString())
                    .as("nor, ever, where internal ones do")
                    .contains("a.csv")
                    .doesNotContain("b.csv");
            desk.consents.withdraw(OWNER, filings.consentId());

            desk.consents.withdraw(OWNER, consent.consentId());
            desk.consents.withdraw(OWNER, consent.consentId());

            assertThatThrownBy(() -> read(desk, OFFICER, List.of("assessment"))).isInstanceOf(RefusedException.class);
            assertThat(desk.consents.ofActor(OWNER))
                    .extracting(Consents.Consent::isLive)
                    .containsExactly(false, false);
            assertThat(desk.consents.ofActor(OFFICER)).isEmpty();
        }
    }

    @Test
    void onlyTheSubjectsRepresentativeGivesAndWithdraws(Store store) {
        try (var desk = new Desk(store, folder)) {
            var consent = desk.consents.give(OWNER, offer());
            var other = Actor.representative("other", Desk.OTHER);

            assertThat(reason(() -> desk.consents.give(OFFICER, offer()))).isEqualTo(Reason.FORBIDDEN);
            assertThat(reason(() -> desk.consents.withdraw(OFFICER, consent.consentId())))
                    .isEqualTo(Reason.FORBIDDEN);
            assertThat(reason(() -> desk.consents.withdraw(other, consent.consentId())))
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(() -> desk.consents.withdraw(OWNER, new UUID(0, 0))))
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(read(desk, OFFICER, List.of("tax/filing")).sections()).hasSize(1);
        }
    }

    @Test
    void anOfferThatMakesNoSenseIsRefused(Store store) {
        try (var desk = new Desk(store, folder)) {
            for (var offer : List.of(
                    new Offer("", "loan_application", List.of("tax/filing"), UNTIL),
                    new Offer("bank-a", "own_record", List.of("tax/filing"), UNTIL),
                    new Offer("bank-a", "loan_application", List.of(), UNTIL),
                    new Offer("bank-a", "loan_application", List.of("registry/enterprise"), UNTIL),
                    new Offer("bank-a", "loan_application", List.of("utility/bill"), UNTIL),
                    new Offer("bank-a", "loan_application", List.of("tax/filing"), LocalDate.parse("2026-11-22")),
                    new Offer("bank-a", "loan_application", List.of("tax/filing"), LocalDate.parse("2031-11-24")))) {
                assertThat(reason(() -> desk.consents.give(OWNER, offer)))
                        .as(offer.toString())
                        .isEqualTo(Reason.INVALID);
            }
        }
    }

    @Test
    void aReadNamesAKnownPurposeASectionAndASubject(Store store) {
        try (var desk = new Desk(store, folder)) {
            assertThat(reason(() -> desk.profiles.read(
                            OFFICER, new ProfileReading.Request(Desk.ENTERPRISE, Optional.empty(), List.of()))))
                    .isEqualTo(Reason.INVALID);
            assertThat(reason(() -> desk.profiles.read(
                            OFFICER, new ProfileReading.Request(Desk.ENTERPRISE, Optional.of("curiosity"), List.of()))))
                    .isEqualTo(Reason.INVALID);
            assertThat(reason(() -> read(desk, OFFICER, List.of("tax/secrets"))))
                    .isEqualTo(Reason.INVALID);
            assertThat(reason(() -> desk.profiles.read(
                            OFFICER, new ProfileReading.Request("S\0", Optional.of("loan_application"), List.of()))))
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(desk.log.readings(Desk.ENTERPRISE, 10))
                    .hasSize(3)
                    .allMatch(line -> line.outcome().equals("invalid"));
        }
    }

    @Test
    void theRepresentativeSeesWhoLooked(Store store) {
        try (var desk = new Desk(store, folder)) {
            read(desk, OFFICER, List.of());
            reason(() -> read(desk, OFFICER, List.of("tax/filing")));

            assertThat(desk.accesses.ofOwn(OWNER))
                    .extracting(a -> a.institution().orElse("") + " "
                            + a.purpose().orElse("") + " " + a.sections() + " " + a.outcome())
                    .containsExactly(
                            "bank-a loan_application [] refused",
                            "bank-a loan_application [penalty/decision, registry/enterprise] done");
            assertThat(reason(() -> desk.accesses.ofOwn(OFFICER))).isEqualTo(Reason.FORBIDDEN);
        }
    }

    private static Offer offer() {
        return new Offer("bank-a", "loan_application", List.of("tax/filing"), UNTIL);
    }

    private static ProfileView read(Desk desk, Actor actor, List<String> sections) {
        return desk.profiles.read(
                actor, new ProfileReading.Request(Desk.ENTERPRISE, Optional.of("loan_application"), sections));
    }

    private static List<String> names(ProfileView view) {
        return view.sections().stream()
                .map(s -> s.path("department").asString("") + "/"
                        + s.path("dataset").asString(""))
                .toList();
    }

    private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RefusedException.class, call).reason();
    }
}
