package vinelake.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.service.access.Consents.Offer;
import vinelake.service.access.RefusedException.Reason;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

/** Whose features a bank's model may learn from. */
@ExtendWith(SharedPostgres.class)
class ExtractsTest {

    /** What the city's features and label are made of, without the open sections. */
    private static final List<String> NEEDED =
            List.of("bank/loan", "network", "social_insurance/contribution", "tax/filing");

    private static final Actor OPERATOR = Actor.operator("operator");
    private static final LocalDate JUNE = LocalDate.parse("2026-06-30");
    private static final LocalDate UNTIL = LocalDate.parse("2026-12-31");

    @TempDir
    Path folder;

    @Test
    void holdsWhoseLiveGrantsCoverEverySectionThatFeaturesAndLabelAreMadeOf(Store store) {
        try (var desk = new Desk(store, folder)) {
            // In two grants, which together are enough.
            give(desk, Desk.ENTERPRISE, "bank-a", "model_development", NEEDED.subList(0, 3));
            give(desk, Desk.ENTERPRISE, "bank-a", "model_development", NEEDED.subList(3, 4));
            give(desk, Desk.OTHER, "bank-a", "model_development", NEEDED.subList(1, 4));
            give(desk, Desk.SHOP, "bank-a", "loan_application", NEEDED);
            give(desk, Desk.SHOP, "bank-b", "model_development", NEEDED);

            var extract = order(desk);

            assertThat(extract.sections()).isEqualTo(NEEDED);
            assertThat(extract.subjects()).containsExactly(Desk.ENTERPRISE);
            var line = desk.lastReading(Desk.ENTERPRISE);
            assertThat(line.action()).isEqualTo(Extracts.ACTION);
            assertThat(line.institution()).as("who gets it, not who makes it").isEqualTo("bank-a");
            assertThat(line.consents().split(",")).hasSize(2);
            assertThat(desk.log.readings(Desk.OTHER, 1)).isEmpty();
        }
    }

    @Test
    void aGrantThatWasWithdrawnOrHasEndedCountsNoMore(Store store) {
        try (var desk = new Desk(store, folder)) {
            var withdrawn = give(desk, Desk.ENTERPRISE, "bank-a", "model_development", NEEDED);
            give(desk, Desk.OTHER, "bank-a", "model_development", NEEDED);
            assertThat(order(desk).subjects()).containsExactly(Desk.ENTERPRISE, Desk.OTHER);

            desk.consents.withdraw(representative(Desk.ENTERPRISE), withdrawn.consentId());
            assertThat(order(desk).subjects()).containsExactly(Desk.OTHER);

            desk.passDays(39);
            assertThat(order(desk).subjects()).isEmpty();
        }
    }

    @Test
    void featuresOfASectionThatNeverLeavesLeaveInNoExtract(Store store) {
        try (var desk = new Desk(store, folder)) {
            assertThatThrownBy(() -> desk.extractsOfInternal.order(
                            OPERATOR, new Extracts.Order("bank-a", "model_development", JUNE)))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                    .hasMessageContaining("utility/bill");
        }
    }

    private static Extracts.Extract order(Desk desk) {
        return desk.extracts.order(OPERATOR, new Extracts.Order("bank-a", "model_development", JUNE));
    }

    private static Actor representative(String subject) {
        return Actor.representative("owner-" + subject, subject);
    }

    private static Consents.Consent give(
            Desk desk, String subject, String institution, String purpose, List<String> sections) {
        return desk.consents.give(representative(subject), new Offer(institution, purpose, sections, UNTIL));
    }
}
