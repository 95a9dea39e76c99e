package vinelake.city;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A loan from the drawing to the last state that the bank reports.
 *
 * @param firstMonth month of the drawing, an index of the plan; before the history where negative
 * @param lastMonth month of the last report: repaid or written off
 * @param missedMonth month of the first payment that is never made; {@link Fortune#NEVER} for none
 * @param payDay day of the month on which payments fall due, 1 to 28
 * @param delays days overdue at month end of the months of the plan, where it recovers; 0 otherwise
 */
record Loan(
        String id,
        String bank,
        String security,
        LocalDate drawnOn,
        LocalDate dueOn,
        long principalCents,
        int firstMonth,
        int lastMonth,
        int missedMonth,
        int payDay,
        List<Integer> delays,
        CityPlan plan) {

    Loan {
        delays = List.copyOf(delays);
    }

    /** Banks sell or write off what is overdue for this many months. */
    private static final int MONTHS_TO_WRITE_OFF = 7;

    private static final List<String> SECURITIES = List.of("信用", "保证", "保证", "抵押", "抵押", "质押");
    private static final int DEFAULT_DAYS = 90;

    /** All loans of a subject, by drawing; a borrower renews most of them. */
    static List<Loan> of(Story story) {
        List<Loan> loans = new ArrayList<>();
        if (!story.subject().borrows()) {
            return loans;
        }
        Dice dice = story.dice("loans");
        int founded = story.plan().monthIndex(story.subject().founded());
        // Most borrowers had a loan before the history begins.
        int first =
                dice.chance(0.6) ? -1 - dice.below(24) : dice.below(story.plan().months());
        int start = Math.max(founded + 6, first);
        boolean asksAgain = true;
        while (asksAgain && start < story.plan().months() && !story.fortune().hasFailedBy(start)) {
            Loan loan = drawn(story, start, loans.size(), dice);
            loans.add(loan);
            if (dice.chance(0.12)
                    && !story.fortune().hasFailedBy(start + 2)
                    && start + 2 < story.plan().months()) {
                loans.add(drawn(story, start + 2, loans.size(), dice));
            }
            start = story.plan().monthIndex(loan.dueOn()) + dice.below(3);
            asksAgain = dice.chance(0.88);
        }
        return loans;
    }

    private static Loan drawn(Story story, int month, int serial, Dice dice) {
        CityPlan plan = story.plan();
        int payDay = dice.between(1, 28);
        int term = dice.pick(List.of(12, 12, 24, 36));
        LocalDate drawnOn = plan.month(month).atDay(payDay);
        int dueMonth = month + term;
        int failed = story.fortune().failedMonth();
        int missed = failed <= dueMonth ? failed : Fortune.NEVER;
        int last = missed == Fortune.NEVER ? dueMonth : missed + MONTHS_TO_WRITE_OFF;
        long principal = Math.max(1, Math.round(story.subject().salesLevel() * dice.logNormal(0.7, 0.5) / 50_000));
        return new Loan(
                "TH" + Codes.padded(story.subject().number(), 7) + Codes.padded(serial + 1, 2),
                dice.pick(Names.BANKS),
                dice.pick(SECURITIES),
                drawnOn,
                drawnOn.plusMonths(term),
                principal * 50_000 * 100,
                month,
                last,
                missed,
                payDay,
                delays(story, payDay, dice),
                plan);
    }

    /** Small delays that everybody has, and the scares: two month ends overdue, then paid. */
    private static List<Integer> delays(Story story, int payDay, Dice dice) {
        Integer[] delays = new Integer[story.plan().months()];
        Arrays.fill(delays, 0);
        double habit = 0.4 * dice.normal();
        for (int month = 0; month < delays.length; month++) {
            int toMonthEnd = story.plan().month(month).lengthOfMonth() - payDay;
            if (dice.chance(Dice.logistic(-4.1 + 1.4 * story.fortune().recentStress(month) + habit))) {
                delays[month] = Math.max(delays[month], toMonthEnd);
            }
            if (story.fortune().isScaredIn(month)) {
                delays[month] = toMonthEnd;
                if (month + 1 < delays.length) {
                    delays[month + 1] =
                            toMonthEnd + story.plan().month(month + 1).lengthOfMonth();
                }
            }
        }
        return List.of(delays);
    }

    boolean isWrittenOff(int month) {
        return missedMonth != Fortune.NEVER && month == lastMonth;
    }

    /** Days overdue at the end of a month. */
    int overdueDays(int month) {
        if (missedMonth <= month) {
            return (int) ChronoUnit.DAYS.between(missed(), plan.month(month).atEndOfMonth());
        }
        return month == lastMonth ? 0 : delays.get(month);
    }

    private LocalDate missed() {
        return plan.month(missedMonth).atDay(payDay);
    }

    /** The day of the first payment that is never made, or null. */
    LocalDate firstMissedOn() {
        return missedMonth == Fortune.NEVER ? null : missed();
    }

    /** The day on which the loan is 90 days overdue, or null. */
    LocalDate defaultedOn() {
        return missedMonth == Fortune.NEVER ? null : missed().plusDays(DEFAULT_DAYS);
    }

    /** Paid off evenly; what is owed at the first missed payment stays until it is written off. */
    long balanceCents(int month) {
        if (month >= lastMonth) {
            return 0;
        }
        int paidMonths = Math.min(month, missedMonth) - firstMonth;
        int term = (int) ChronoUnit.MONTHS.between(drawnOn, dueOn);
        // A third is paid in instalments, the rest at the end: the usual working-capital loan.
        return Math.max(1, principalCents - principalCents * Math.min(paidMonths, term) / (3L * term));
    }
}
