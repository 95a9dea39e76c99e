package vinelake.city;

import java.time.LocalDate;

/** One subject over the months of the plan, as the departments see it: each of them writes a part of the same story. */
final class Story {

    private final City city;
    private final Subject subject;
    private final Fortune fortune;
    private final long[] salesCents;
    private final int[] headcount;
    private final int[] renames;
    private final int[] moves;

    private Story(City city, Subject subject, Fortune fortune) {
        int months = city.plan().months();
        this.city = city;
        this.subject = subject;
        this.fortune = fortune;
        this.salesCents = new long[months];
        this.headcount = new int[months];
        this.renames = renames(city, subject.number());
        this.moves = changes(months, 0.003, city.dice(subject.number(), "moves"));
    }

    static Story of(City city, Subject subject, Fortune fortune) {
        Story story = new Story(city, subject, fortune);
        story.fillSales(city.dice(subject.number(), "sales"));
        story.fillHeadcount(city.dice(subject.number(), "headcount"));
        return story;
    }

    City city() {
        return city;
    }

    Subject subject() {
        return subject;
    }

    Fortune fortune() {
        return fortune;
    }

    /** Net sales of a month; 0 while it does not exist. */
    long salesCents(int month) {
        return salesCents[month];
    }

    /** Employees of a month; 0 while it does not exist. */
    int headcount(int month) {
        return headcount[month];
    }

    /** How often it moved up to a month. */
    int moves(int month) {
        return moves[month];
    }

    private void fillSales(Dice dice) {
        double growth = 0.004 * dice.normal();
        double season = 0.15 * dice.unit();
        double phase = 12 * dice.unit();
        for (int month = 0; month < salesCents.length; month++) {
            double noise = 0.28 * dice.normal();
            if (isOpen(month)) {
                double log = growth * month
                        + season * StrictMath.sin((month + phase) * StrictMath.PI / 6)
                        - 0.34 * fortune.recentStress(month)
                        - 0.18 * fortune.monthsSinceFailure(month)
                        + noise;
                salesCents[month] = (long) (subject.salesLevel() * 100 * StrictMath.exp(log));
            }
        }
    }

    private void fillHeadcount(Dice dice) {
        double level = Math.max(1, subject.salesLevel() / 60_000 * dice.logNormal(0, 0.4));
        double current = level;
        for (int month = 0; month < headcount.length; month++) {
            double wanted = level
                    * StrictMath.exp(-0.32 * fortune.recentStress(month) - 0.1 * fortune.monthsSinceFailure(month));
            current += 0.25 * (wanted - current) + 0.02 * level * dice.normal();
            headcount[month] = isOpen(month) ? Math.max(1, (int) Math.round(current)) : 0;
        }
    }

    /** How often a subject was renamed up to each month. */
    static int[] renames(City city, int number) {
        return changes(city.plan().months(), 0.0015, city.dice(number, "renames"));
    }

    private static int[] changes(int months, double monthly, Dice dice) {
        int[] changes = new int[months];
        int sum = 0;
        for (int month = 0; month < months; month++) {
            sum += dice.chance(monthly) ? 1 : 0;
            changes[month] = sum;
        }
        return changes;
    }

    CityPlan plan() {
        return city.plan();
    }

    /** Dice for one purpose of this subject. */
    Dice dice(String purpose) {
        return city.dice(subject.number(), purpose);
    }

    /** Whether it was founded before the month and has not ended by it. */
    boolean isOpen(int month) {
        return plan().monthIndex(subject.founded()) < month && !fortune.hasEndedBy(month);
    }

    String name(int month) {
        return subject.name(renames[inPlan(month)]);
    }

    String address(int month) {
        Dice dice = dice("address " + moves[inPlan(month)]);
        return Names.CITY + subject.district().name() + Names.street(dice) + dice.between(1, 399) + "号"
                + (dice.chance(0.5) ? dice.between(1, 12) + "幢," + dice.between(101, 1999) + "室" : "");
    }

    Party party(int month) {
        return new Party(subject.uscc(), name(month));
    }

    /** Day in a month of the plan. */
    LocalDate day(int month, int dayOfMonth) {
        return plan().month(month).atDay(dayOfMonth);
    }

    private int inPlan(int month) {
        return Math.max(0, Math.min(plan().months() - 1, month));
    }
}
