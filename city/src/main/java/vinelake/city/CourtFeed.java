package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Court (人民法院): closed civil cases against subjects of the city, once a year, with the operative part in full. */
final class CourtFeed implements Feed {

    private static final List<String> CAUSES = List.of("买卖合同纠纷", "承揽合同纠纷", "建设工程合同纠纷", "租赁合同纠纷", "劳动争议", "金融借款合同纠纷");

    @Override
    public String name() {
        return "court/judgment";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(12);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.utf8(), DateStyle.ISO);
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.text("案号"),
                Field.text("案由"),
                Field.text("原告").optional(),
                Field.text("被告"),
                Field.code("被告统一社会信用代码"),
                Field.amount("标的额"),
                Field.text("裁判结果").optional(),
                Field.date("立案日期"),
                Field.date("结案日期"),
                Field.text("执行情况").optional());
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "court/judgment_" + DateStyle.ISO.text(asOf) + ".csv";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Dice dice = story.dice(name());
        int cases = 0;
        for (int month = 0; month < story.plan().months(); month++) {
            boolean hasFailed = story.fortune().hasFailedBy(month);
            double level = hasFailed ? -2.6 : -5.3 + 1.1 * story.fortune().recentStress(month);
            int filed = story.isOpen(month) ? dice.count(Math.min(0.5, StrictMath.exp(level))) : 0;
            for (int i = 0; i < filed; i++) {
                tellCase(story, month, cases++, dice, rows);
            }
        }
    }

    private void tellCase(Story story, int month, int serial, Dice dice, RowSink rows) {
        LocalDate filed = story.day(month, dice.between(1, 28));
        LocalDate closed = filed.plusDays(dice.between(35, 150));
        String number =
                "(" + filed.getYear() + ")藤" + Codes.padded(story.subject().number(), 7) + "民初" + (serial + 1) + "号";
        String plaintiff = story.city().outsider(dice.below(20)).name();
        String defendant = story.name(month);
        long amount = (long) (story.subject().salesLevel() * 100 * dice.logNormal(-0.9, 0.8));
        String cause = dice.pick(CAUSES);
        boolean isEnforced = story.fortune().hasFailedBy(month) || dice.chance(0.2);
        rows.add(
                closed,
                List.of(
                        number,
                        cause,
                        plaintiff,
                        defendant,
                        story.subject().uscc(),
                        Money.grouped(amount),
                        ruling(plaintiff, defendant, amount, dice),
                        style().dates().text(filed),
                        style().dates().text(closed),
                        isEnforced ? "强制执行" : "自动履行"));
    }

    /** Commas, quotes and line breaks, as a clerk pastes them. */
    private static String ruling(String plaintiff, String defendant, long amount, Dice dice) {
        int days = dice.between(7, 30);
        String first =
                "一、被告" + defendant + "于本判决生效之日起" + days + "日内支付原告" + plaintiff + "货款" + Money.grouped(amount) + "元";
        return switch (dice.below(3)) {
            case 0 -> first + "。";
            case 1 -> first + "；\n二、驳回原告的其他诉讼请求,案件受理费由被告负担。";
            default -> "原告主张\"逾期付款\",本院予以支持:\n" + first + "；\n二、被告对上述款项支付利息。";
        };
    }
}
