package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Tax office (税务): value-added tax filings; large taxpayers file monthly, small ones by the quarter. */
final class TaxFeed implements Feed {

    private static final double MONTHLY_FILER_YUAN = 500_000;

    @Override
    public String name() {
        return "tax/filing";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(3).joinedAfter(12);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.utf8(), DateStyle.CHINESE).withByteOrderMark();
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.code("统一社会信用代码"),
                Field.text("纳税人名称"),
                Field.text("纳税人类型"),
                Field.text("征收项目").optional(),
                Field.date("所属期起"),
                Field.date("所属期止"),
                Field.amount("销售额"),
                Field.amount("应纳税额"),
                Field.amount("已缴税额"),
                Field.date("申报期限"),
                Field.date("申报日期"),
                Field.amount("逾期天数"),
                Field.text("主管税务所").optional());
    }

    /** At the end of a half-year the two offices send a file each. */
    @Override
    public int files(LocalDate asOf) {
        return asOf.getMonthValue() % 6 == 0 ? 2 : 1;
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "tax/filing/" + asOf.getYear() + "-" + Codes.padded(asOf.getMonthValue(), 2) + "_0" + (part + 1)
                + ".csv";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Subject subject = story.subject();
        boolean isGeneral = !subject.isSelfEmployed() && subject.salesLevel() >= MONTHLY_FILER_YUAN;
        int step = isGeneral ? 1 : 3;
        Dice dice = story.dice(name());
        double habit = 0.35 * dice.normal();
        double margin = isGeneral ? 0.015 + 0.03 * dice.unit() : 0.01;
        int carelessness = dice.below(6);
        for (int month = 0; month < story.plan().months(); month++) {
            boolean endsPeriod = story.plan().month(month).getMonthValue() % step == 0;
            boolean hasGivenUp = story.fortune().monthsSinceFailure(month) > 6 && dice.chance(0.6);
            if (endsPeriod && story.isOpen(month) && !hasGivenUp) {
                file(story, month, step, margin, habit, carelessness, dice, rows);
            }
        }
    }

    private void file(
            Story story, int month, int step, double margin, double habit, int carelessness, Dice dice, RowSink rows) {
        double stress = story.fortune().recentStress(month);
        boolean hasFailed = story.fortune().hasFailedBy(month);
        long sales = 0;
        for (int back = 0; back < step && back <= month; back++) {
            sales += story.salesCents(month - back);
        }
        LocalDate due = story.day(month, 1).plusMonths(1).withDayOfMonth(15);
        boolean isLate = dice.chance(hasFailed ? 0.7 : Dice.logistic(-2.7 + 1.6 * stress + habit));
        int lateDays = isLate ? 1 + (int) dice.waiting(hasFailed ? 30 : 9) : 0;
        LocalDate filed = isLate ? due.plusDays(lateDays) : due.minusDays(dice.between(0, 8) + carelessness);
        long tax = Money.part(sales, margin);
        boolean isShort = dice.chance(hasFailed ? 0.7 : Dice.logistic(-3.5 + 1.5 * stress + 0.4 * habit));
        long paid = isShort ? Money.part(tax, 0.8 * dice.unit()) : tax;
        DateStyle dates = style().dates();
        rows.add(
                filed,
                List.of(
                        story.subject().uscc(),
                        story.name(month),
                        step == 1 ? "一般纳税人" : "小规模纳税人",
                        "增值税",
                        dates.text(story.day(month, 1).minusMonths((long) step - 1)),
                        dates.text(story.plan().month(month).atEndOfMonth()),
                        Money.yuan(sales),
                        Money.yuan(tax),
                        Money.yuan(paid),
                        dates.text(due),
                        dates.text(filed),
                        Integer.toString(lateDays),
                        story.subject().district().name() + "税务所"));
    }
}
