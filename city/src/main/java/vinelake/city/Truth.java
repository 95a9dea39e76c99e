package vinelake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;

/** What is true of the subjects, whatever the departments wrote: the tables of the folder {@code truth}. */
final class Truth {

    /** Line and record of a planted error are known only when the parts of its file are put together. */
    static final Outlet ERROR = Outlet.truth(
            "error", "file", "line", "record", "kind", "dataset", "subject", "column", "true_value", "delivered_value");

    static final Outlet SUBJECT = Outlet.truth(
            "subject",
            "subject",
            "uscc",
            "name",
            "kind",
            "industry",
            "tier",
            "founded_on",
            "failed_in",
            "ended_in",
            "frailty",
            "stress_a_year_before_the_end");

    static final Outlet LOAN = Outlet.truth(
            "loan",
            "loan",
            "subject",
            "uscc",
            "drawn_on",
            "due_on",
            "principal_cny",
            "first_missed_on",
            "defaulted_on");

    static final Outlet SUPPLY = Outlet.truth("supply", "seller", "buyer", "buyer_uscc", "share", "from_month");

    static final List<Outlet> FROM_SUBJECTS = List.of(SUBJECT, LOAN, SUPPLY);

    private static final int MONTHS_BEFORE_THE_END = 13;

    private Truth() {}

    /** Where the rows of a table go. */
    interface Sink {
        void add(Outlet table, List<String> values) throws IOException;
    }

    static void tell(Story story, Sink sink) throws IOException {
        sink.add(SUBJECT, subject(story));
        for (Loan loan : Loan.of(story)) {
            sink.add(LOAN, loan(story, loan));
        }
        for (Supply supply : story.city().customers(story.subject().number())) {
            sink.add(SUPPLY, supply(story, supply));
        }
    }

    private static List<String> subject(Story story) {
        Subject subject = story.subject();
        CityPlan plan = story.plan();
        int then = Math.max(0, plan.months() - MONTHS_BEFORE_THE_END);
        return List.of(
                subject.label(),
                subject.uscc(),
                story.name(plan.months() - 1),
                subject.kind().title,
                subject.industry().title(),
                subject.tier().name(),
                DateStyle.ISO.text(subject.founded()),
                month(story, story.fortune().failedMonth()),
                month(story, story.fortune().endedMonth()),
                decimal(subject.frailty()),
                decimal(story.fortune().stress(then)));
    }

    private static List<String> loan(Story story, Loan loan) {
        LocalDate missed = loan.firstMissedOn();
        LocalDate defaulted = loan.defaultedOn();
        return List.of(
                loan.id(),
                story.subject().label(),
                story.subject().uscc(),
                DateStyle.ISO.text(loan.drawnOn()),
                DateStyle.ISO.text(loan.dueOn()),
                Money.yuan(loan.principalCents()),
                known(story, missed),
                known(story, defaulted));
    }

    private static List<String> supply(Story story, Supply supply) {
        City city = story.city();
        boolean isOutside = supply.partner().isEmpty();
        Subject buyer = isOutside ? null : city.subject(supply.partner().getAsInt());
        return List.of(
                story.subject().label(),
                isOutside ? "" : buyer.label(),
                isOutside ? city.outsider(supply.outsider()).uscc() : buyer.uscc(),
                decimal(supply.share()),
                story.plan().month(supply.fromMonth()).toString());
    }

    /** Blank for a day that has not come. */
    private static String known(Story story, LocalDate day) {
        return day == null || day.isAfter(story.plan().asOf()) ? "" : DateStyle.ISO.text(day);
    }

    private static String month(Story story, int month) {
        return month >= story.plan().months() ? "" : story.plan().month(month).toString();
    }

    /** Four digits from the exact binary value: Double.toString differs between Java versions. */
    private static String decimal(double value) {
        return new BigDecimal(value).setScale(4, RoundingMode.HALF_EVEN).toPlainString();
    }
}
