package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vinelake.core.identifier.Uscc;

class CityTest {

    private static final CityPlan PLAN = new CityPlan(3000, 48, LocalDate.of(2026, 6, 30), 5, 1);

    private final City city = new City(PLAN);

    @Test
    void aSubjectIsTheSameWhoeverWasAskedForBefore() {
        City other = new City(PLAN);
        for (int n = PLAN.subjects() - 1; n >= 0; n -= 17) {
            other.story(n);
        }
        for (int n = 0; n < PLAN.subjects(); n += 17) {
            assertThat(other.subject(n)).isEqualTo(city.subject(n));
            assertThat(other.fortune(n).stress(40)).isEqualTo(city.fortune(n).stress(40));
            assertThat(other.fortune(n).failedMonth()).isEqualTo(city.fortune(n).failedMonth());
        }
    }

    @Test
    void codesAreValidAndNobodyElsesEvenOutsideTheRegister() {
        Set<String> codes = new HashSet<>();
        for (int n = 0; n < PLAN.subjects(); n++) {
            assertThat(Uscc.isValid(city.subject(n).uscc())).isTrue();
            assertThat(codes.add(city.subject(n).uscc())).isTrue();
        }
        Dice dice = Dice.of(1, 1, "test");
        for (int i = 0; i < 2000; i++) {
            String code = city.unregisteredCode(dice);
            assertThat(Uscc.isValid(code)).isTrue();
            assertThat(codes).doesNotContain(code);
        }
    }

    @Test
    void goodsFlowUpTheTiersSoThatNobodySuppliesItself() {
        for (int n = 0; n < PLAN.subjects(); n++) {
            for (Supply supply : city.customers(n)) {
                if (supply.partner().isPresent()) {
                    Subject buyer = city.subject(supply.partner().getAsInt());
                    assertThat(buyer.tier()).isLessThan(city.subject(n).tier());
                }
            }
        }
    }

    @Test
    void fewBuyersHaveManySuppliers() {
        Map<Integer, Integer> suppliers = new HashMap<>();
        for (int n = 0; n < PLAN.subjects(); n++) {
            city.customers(n).forEach(s -> s.partner().ifPresent(buyer -> suppliers.merge(buyer, 1, Integer::sum)));
        }
        List<Integer> degrees = new ArrayList<>(suppliers.values());
        degrees.sort(Comparator.reverseOrder());
        int links = degrees.stream().mapToInt(Integer::intValue).sum();
        int ofTheFirst = degrees.stream()
                .limit(PLAN.subjects() / 50)
                .mapToInt(Integer::intValue)
                .sum();
        // Two buyers of a hundred have more than a quarter of all links.
        assertThat((double) ofTheFirst / links).isGreaterThan(0.25);
    }

    @Test
    void aFailedCustomerPullsItsSuppliersDown() {
        int dependent = 0;
        int failedToo = 0;
        int others = 0;
        int failedOthers = 0;
        for (int n = 0; n < PLAN.subjects(); n++) {
            boolean hasFailed = city.fortune(n).failedMonth() != Fortune.NEVER;
            if (dependsOnAFailure(n)) {
                dependent++;
                failedToo += hasFailed ? 1 : 0;
            } else if (city.subject(n).tier() != Subject.Tier.CORE) {
                others++;
                failedOthers += hasFailed ? 1 : 0;
            }
        }
        assertThat(dependent).isGreaterThan(100);
        assertThat((double) failedToo / dependent).isGreaterThan(1.1 * failedOthers / others);
    }

    /** Whether somebody who takes a third of its sales failed in the first half of the history. */
    private boolean dependsOnAFailure(int number) {
        return city.customers(number).stream()
                .anyMatch(s -> s.share() > 0.33
                        && s.partner().isPresent()
                        && city.fortune(s.partner().getAsInt()).hasFailedBy(PLAN.months() / 2));
    }

    @Test
    void stressForetellsDefaultWithoutGivingItAway() {
        int observed = PLAN.months() - 13;
        List<Double> defaulting = new ArrayList<>();
        List<Double> paying = new ArrayList<>();
        for (int n = 0; n < PLAN.subjects(); n++) {
            Fortune fortune = city.fortune(n);
            boolean isOpen = Loan.of(city.story(n)).stream()
                    .anyMatch(l -> l.firstMonth() <= observed && l.balanceCents(observed) > 0);
            if (isOpen && !fortune.hasFailedBy(observed)) {
                boolean defaults = fortune.hasFailedBy(observed + 9);
                (defaults ? defaulting : paying).add(fortune.stress(observed));
            }
        }
        assertThat(defaulting).hasSizeGreaterThan(20);
        assertThat(concordance(defaulting, paying)).isBetween(0.72, 0.92);
    }

    /** The area under the ROC curve: how often a defaulting one has the higher stress of a pair. */
    private static double concordance(List<Double> defaulting, List<Double> paying) {
        double wins = 0;
        for (double bad : defaulting) {
            for (double good : paying) {
                wins += bad > good ? 1 : bad == good ? 0.5 : 0;
            }
        }
        return wins / ((double) defaulting.size() * paying.size());
    }

    @Test
    void nobodyActsBeforeItsFoundationOrAfterItsEnd() {
        for (int n = 0; n < PLAN.subjects(); n += 3) {
            Story story = city.story(n);
            for (int month = 0; month < PLAN.months(); month++) {
                boolean isFounded =
                        story.subject().founded().isBefore(PLAN.month(month).atDay(1));
                assertThat(story.salesCents(month) > 0)
                        .isEqualTo(isFounded && !story.fortune().hasEndedBy(month));
            }
            if (story.fortune().endedMonth() != Fortune.NEVER) {
                assertThat(story.fortune().endedMonth())
                        .isGreaterThan(PLAN.monthIndex(story.subject().founded()));
            }
        }
    }
}
