package vinelake.city;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** Power company (供电): bills every two months, settled ones only; no header, bars between the fields. */
final class UtilityFeed implements Feed {

    private static final int CENTS_PER_KWH = 68;

    @Override
    public String name() {
        return "utility/bill";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(6);
    }

    @Override
    public FileStyle style() {
        return FileStyle.separatedBy('|', FileStyle.utf8(), DateStyle.COMPACT).withoutHeader();
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.text("#1"),
                Field.code("#2"),
                Field.text("#3"),
                Field.text("#4"),
                Field.amount("#5"),
                Field.amount("#6"),
                Field.date("#7"),
                Field.date("#8"),
                Field.amount("#9"),
                Field.text("#10"));
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "utility/bill_" + DateStyle.COMPACT.text(asOf).substring(0, 6) + ".txt";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Dice dice = story.dice(name());
        // One in five has no meter of its own: the landlord pays.
        if (dice.chance(0.2)) {
            return;
        }
        double habit = 0.35 * dice.normal();
        double need = dice.logNormal(0, 0.3);
        for (int month = 1; month < story.plan().months(); month++) {
            if (story.plan().month(month).getMonthValue() % 2 == 0 && story.isOpen(month)) {
                bill(story, month, habit, need, dice, rows);
            }
        }
    }

    private void bill(Story story, int month, double habit, double need, Dice dice, RowSink rows) {
        boolean hasFailed = story.fortune().hasFailedBy(month);
        double stress = story.fortune().recentStress(month);
        long sales = story.salesCents(month) + story.salesCents(month - 1);
        double kwh = sales / 10_000.0 * story.subject().industry().power() * need * dice.logNormal(0, 0.12) + 20;
        long tenths = (long) (kwh * 10);
        LocalDate billed = story.day(month, 1).plusMonths(1).withDayOfMonth(5);
        boolean isLate = dice.chance(hasFailed ? 0.7 : Dice.logistic(-2.9 + 1.5 * stress + habit));
        int lateDays = isLate ? 1 + (int) dice.waiting(hasFailed ? 40 : 12) : 0;
        LocalDate settled = billed.plusDays(isLate ? 15 + lateDays : dice.between(0, 15));
        rows.add(
                settled,
                List.of(
                        "3200" + Codes.padded(story.subject().number() * 31L + 7, 9),
                        story.subject().uscc(),
                        story.name(month),
                        DateStyle.COMPACT.text(story.day(month, 1)).substring(0, 6),
                        BigDecimal.valueOf(tenths, 1).toPlainString(),
                        Money.yuan(tenths * CENTS_PER_KWH / 10),
                        style().dates().text(billed),
                        style().dates().text(settled),
                        Integer.toString(lateDays),
                        isLate ? "是" : "否"));
    }
}
