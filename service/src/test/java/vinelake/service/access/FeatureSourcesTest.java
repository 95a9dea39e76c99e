package vinelake.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Indicators of the synthetic city; utility/bill is internal, penalty/decision has a person's adverse records. */
class FeatureSourcesTest {

    @Test
    void whatIsMadeOfAnInternalSectionIsToldToNobody() {
        var sources = of(5);

        assertThat(sources.mayBeTold("power_change_12m", "enterprise")).isFalse();
        assertThat(sources.mayBeTold("overdue_power_bills_12m", "enterprise")).isFalse();
        assertThat(sources.mayBeTold("firm_age_months", "enterprise")).isTrue();
        assertThat(sources.mayBeTold("debt_to_sales", "self_employed")).isTrue();
    }

    @Test
    void whatLooksBackFurtherThanTheLawAllowsIsNotToldOfAPerson() {
        // It looks at 24 months.
        assertThat(of(2).mayBeTold("penalties_24m", "self_employed")).isTrue();
        assertThat(of(1).mayBeTold("penalties_24m", "self_employed")).isFalse();
        assertThat(of(1).mayBeTold("penalties_24m", "enterprise")).isTrue();
    }

    private static FeatureSources of(int years) {
        var hub = TestHub.withYears(years);
        return new FeatureSources(hub, SectionCatalogue.of(hub));
    }
}
