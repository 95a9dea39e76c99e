package vinelake.city;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Administrative penalties (行政处罚) of all authorities, published once a year. */
final class PenaltyFeed implements Feed {

    private static final List<String> AUTHORITIES = List.of("市场监督管理局", "生态环境局", "应急管理局", "税务局", "城市管理局");
    private static final List<String> FACTS =
            List.of("未按规定公示年度报告", "超标排放污染物", "未落实安全生产责任", "使用未经检验的计量器具", "占道经营", "虚假宣传");

    /** China has kept one offset since 1991. */
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

    @Override
    public String name() {
        return "penalty/decision";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(12);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.GB18030, DateStyle.SLASHED).withUnixLines();
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.text("处罚决定书文号"),
                Field.text("行政相对人名称"),
                Field.code("统一社会信用代码"),
                Field.text("违法事实").optional(),
                Field.text("处罚类别"),
                Field.amount("罚款金额(元)").optional(),
                Field.text("处罚机关"),
                Field.date("处罚决定日期"),
                Field.text("公示时间"));
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "penalty/" + DateStyle.COMPACT.text(asOf) + "/decision.csv";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Dice dice = story.dice(name());
        int decisions = 0;
        for (int month = 0; month < story.plan().months(); month++) {
            double rate = StrictMath.exp(-4.6 + 0.55 * story.fortune().recentStress(month));
            int decided = story.isOpen(month) ? dice.count(Math.min(0.4, rate)) : 0;
            for (int i = 0; i < decided; i++) {
                LocalDate day = story.day(month, dice.between(1, 28));
                LocalDate published = day.plusDays(dice.between(1, 7));
                rows.add(published, row(story, month, ++decisions, day, published, dice));
            }
        }
    }

    private List<String> row(Story story, int month, int serial, LocalDate day, LocalDate published, Dice dice) {
        Names.District district = story.subject().district();
        String authority = district.name() + dice.pick(AUTHORITIES);
        boolean isWarning = dice.chance(0.3);
        long publishedAt = published
                .atTime(9, dice.below(60), dice.below(60))
                .toInstant(CHINA)
                .toEpochMilli();
        return List.of(
                "藤" + district.name().substring(0, 1) + "罚字〔" + day.getYear() + "〕"
                        + Codes.padded(story.subject().number(), 7) + "-" + serial + "号",
                story.name(month),
                story.subject().uscc(),
                dice.pick(FACTS),
                isWarning ? "警告" : "罚款",
                isWarning ? "" : Money.yuan(100L * (1 + (long) dice.waiting(80)) * 100),
                authority,
                style().dates().text(day),
                Long.toString(publishedAt));
    }
}
