package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Market regulation (市场监督管理): half a year's whole register of enterprises and self-employed. */
final class RegistryFeed implements Feed {

    @Override
    public String name() {
        return "registry/enterprise";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(6);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.GB18030, DateStyle.ISO);
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.code("统一社会信用代码"),
                Field.text("名称"),
                Field.text("旧注册号").optional(),
                Field.text("类型"),
                Field.text("法定代表人").optional(),
                Field.personal("法定代表人证件号"),
                Field.personal("联系电话"),
                Field.text("住所").optional(),
                Field.text("行业"),
                Field.amount("注册资本(万元)").optional(),
                Field.date("成立日期"),
                Field.text("状态"),
                Field.date("注销日期").optional());
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "registry/enterprise_" + DateStyle.COMPACT.text(asOf) + ".csv";
    }

    @Override
    public boolean isSnapshot() {
        return true;
    }

    @Override
    public void tell(Story story, RowSink rows) {
        CityPlan plan = story.plan();
        for (LocalDate asOf : rhythm().deliveries(plan)) {
            int month = plan.monthIndex(asOf);
            boolean isFounded = !story.subject().founded().isAfter(asOf);
            // Who ended stays in the register for a year and then goes to the archive.
            boolean isArchived = story.fortune().hasEndedBy(month - 12);
            if (isFounded && !isArchived) {
                rows.add(asOf, row(story, month));
            }
        }
    }

    private List<String> row(Story story, int month) {
        Subject subject = story.subject();
        Fortune fortune = story.fortune();
        boolean hasEnded = fortune.hasEndedBy(month);
        String status = !hasEnded ? "存续" : fortune.isRevoked() ? "吊销" : "注销";
        Dice person = story.dice("person " + story.moves(month) / 2);
        String name = Names.person(person);
        LocalDate born = LocalDate.of(1955, 1, 1).plusDays(person.below(15_000));
        return List.of(
                subject.uscc(),
                story.name(month),
                subject.registrationNumber(),
                subject.kind().title,
                name,
                Codes.citizenNumber(subject.district().division(), born, person.below(1000)),
                Names.phone(person),
                story.address(month),
                subject.industry().title(),
                subject.isSelfEmployed() ? "" : capital(story),
                style().dates().text(subject.founded()),
                status,
                hasEnded ? style().dates().text(story.day(fortune.endedMonth(), 1 + subject.number() % 28)) : "");
    }

    /** In units of ten thousand yuan, round as founders like it. */
    private static String capital(Story story) {
        Subject subject = story.subject();
        double wanted = subject.salesLevel() / 10_000 * story.dice("capital").logNormal(0.6, 0.7);
        long[] steps = {10, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000};
        long chosen = steps[0];
        for (long step : steps) {
            chosen = step <= wanted ? step : chosen;
        }
        return chosen + ".00";
    }
}
