package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Social insurance (人力资源和社会保障): contributions of employers, quarter by quarter. */
final class SocialInsuranceFeed implements Feed {

    private static final long MONTHLY_CENTS_PER_HEAD = 152_340;

    @Override
    public String name() {
        return "social_insurance/contribution";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(3).joinedAfter(18);
    }

    @Override
    public FileStyle style() {
        return FileStyle.separatedBy('\t', FileStyle.GB18030, DateStyle.COMPACT);
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.code("统一社会信用代码"),
                Field.text("组织机构代码").optional(),
                Field.text("单位名称"),
                Field.date("费款所属期止"),
                Field.amount("参保人数"),
                Field.amount("应缴金额"),
                Field.amount("实缴金额"),
                Field.amount("欠缴月数"),
                Field.date("结算日期"));
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "social_insurance/contribution-" + DateStyle.COMPACT.text(asOf).substring(0, 6) + ".txt";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Dice dice = story.dice(name());
        // Two self-employed of three work alone and are insured elsewhere.
        if (story.subject().isSelfEmployed() && dice.chance(0.67)) {
            return;
        }
        double habit = 0.35 * dice.normal();
        int arrears = 0;
        for (int month = 0; month < story.plan().months(); month++) {
            if (story.plan().month(month).getMonthValue() % 3 == 0 && story.isOpen(month)) {
                boolean hasFailed = story.fortune().hasFailedBy(month);
                double stress = story.fortune().recentStress(month);
                boolean isShort = dice.chance(hasFailed ? 0.75 : Dice.logistic(-3.0 + 1.6 * stress + habit));
                arrears = isShort ? Math.min(24, arrears + dice.between(1, 3)) : 0;
                rows.add(settled(story, month), row(story, month, isShort ? 0.9 * dice.unit() : 1, arrears));
            }
        }
    }

    private static LocalDate settled(Story story, int month) {
        return story.day(month, 1)
                .plusMonths(1)
                .withDayOfMonth(20 + story.subject().number() % 9);
    }

    private List<String> row(Story story, int month, double paidShare, int arrears) {
        int heads = story.headcount(month);
        long payable = 3L * heads * MONTHLY_CENTS_PER_HEAD;
        return List.of(
                story.subject().uscc(),
                story.subject().organizationCode(),
                story.name(month),
                style().dates().text(story.plan().month(month).atEndOfMonth()),
                Integer.toString(heads),
                Money.yuan(payable),
                Money.yuan(Money.part(payable, paidShare)),
                Integer.toString(arrears),
                style().dates().text(settled(story, month)));
    }
}
