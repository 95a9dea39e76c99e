package vinelake.service.page;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import vinelake.service.release.TinyLake;
import vinelake.service.release.TinyLake.Delivery;
import vinelake.service.release.TinyLake.Subject;

/** A lake with one release of three enterprises and the ledger of a few deliveries. */
final class StoryLake {

    static final String RELEASE = "2026-06-30-0story00";

    /** Scored, with a network and sections of every class. */
    static final String FIRST = "S1";

    static final String FIRST_NAME = "测试一号纺织有限公司";
    static final String FIRST_CODE = "91320100748204660Q";

    /** Likewise, for the same story in another language. */
    static final String SECOND = "S2";

    private static final String SECOND_CODE = "91310000132215150M";
    static final String SECOND_NAME = "测试二号物流有限公司";

    /** Not scored, and without relations. */
    static final String THIRD = "S3";

    static final String THIRD_NAME = "测试三号食品有限公司";

    /** As the ledger has it. */
    static final String HELD =
            "registry/enterprise_20260620.csv: line 1: columns missing 名称. Allowed are those that the"
                    + " contract maps or names in ignoredColumns";

    private static final LocalDate AS_OF = LocalDate.parse("2026-06-30");

    private StoryLake() {}

    /** @return its root, without a slash at the end */
    static URI write(Path root) {
        return new TinyLake(root)
                .publish(
                        RELEASE,
                        AS_OF,
                        List.of(
                                subject(FIRST, FIRST_CODE, FIRST_NAME, scored(FIRST, FIRST_CODE, FIRST_NAME)),
                                subject(SECOND, SECOND_CODE, SECOND_NAME, scored(SECOND, SECOND_CODE, SECOND_NAME)),
                                subject(THIRD, "91320281142232229Q", THIRD_NAME, notScored())))
                .deliver(deliveries())
                .uri();
    }

    /** Tax delivers each quarter and is late; the registry's last delivery is held. */
    private static List<Delivery> deliveries() {
        var today = LocalDate.now(java.time.ZoneId.of("Asia/Shanghai"));
        return List.of(
                delivery("d1", "tax", "filing", today.minusDays(400), 1_000, 990, 6, 4, null),
                delivery("d2", "tax", "filing", today.minusDays(300), 1_100, 1_093, 5, 2, null),
                delivery("d3", "tax", "filing", today.minusDays(200), 1_200, 1_193, 7, 0, null),
                delivery("d4", "registry", "enterprise", today.minusDays(20), 3, 3, 0, 0, null),
                delivery("d5", "registry", "enterprise", today.minusDays(10), 2, 0, 0, 0, HELD));
    }

    private static Delivery delivery(
            String id,
            String department,
            String dataset,
            LocalDate asOf,
            long read,
            long accepted,
            long quarantined,
            long duplicate,
            String held) {
        return new Delivery(
                id,
                department,
                dataset,
                asOf,
                Instant.parse(asOf.plusDays(2) + "T01:00:00Z"),
                read,
                accepted,
                quarantined,
                duplicate,
                held);
    }

    private static Subject subject(String id, String code, String name, String body) {
        return new Subject(id, code, name, "enterprise", """
                {"subject_id":"%s","scheme":"uscc","code":"%s","name":"%s","kind":"enterprise","as_of_date":"2026-06-30",%s}""".formatted(id, code, name, body));
    }

    /** 580 points to begin with, 30 gained and 10 lost: 600, the lowest of grade B. */
    private static String scored(String id, String code, String name) {
        return """
                "assessment":{"is_scored":true,"score":600,"grade":"B","grade_meaning":"风险较低","default_probability":0.0475,
                 "reasons":[{"feature":"tax_shortfalls_12m","title":"近12个月欠税次数","meaning":"已缴税额少于应纳税额的次数","unit":"次","value":2.0,
                   "bin":"1 and above","points":-10,"lost_points":25,"row_count":4,
                   "rows":[{"dataset":"tax/filing","file":"tax/filing/2026-06_01.csv","line":137}]}],
                 "contributions":[{"feature":"tax_shortfalls_12m","value":2.0,"bin":"1 and above","points":-10,"lost_points":25},
                   {"feature":"customers","value":2.0,"bin":"1 to below 3","points":30,"lost_points":0}]},
                "network":{"degree_customers":2,"degree_suppliers":1,"sales_cny":2000000.00,"purchases_cny":500000.50,
                 "top_customer_share":0.75,"top_supplier_share":1.0,"component_size":40,"pagerank":0.001,
                 "customers":[{"party":"%s","amount_cny":1500000.00,"invoice_count":12,"first_on":"2025-07-03","last_on":"2026-06-20"},
                   {"party":"uscc:91320281142132229Q","amount_cny":500000.00,"invoice_count":5,"first_on":"2025-09-01","last_on":"2026-01-11"}],
                 "suppliers":[{"party":"S3","amount_cny":500000.50,"invoice_count":7,"first_on":"2025-08-01","last_on":"2026-05-30"}]},
                "sections":[
                 {"department":"registry","dataset":"enterprise","title":"登记注册基础信息","disclosure":"open","as_of_date":"2026-06-30","row_count":1,
                  "records":[{"uscc":"%s","name":"%s","entity_type":"有限责任公司","industry":"纺织业","registered_capital_cny_10k":500.00,
                   "founded_on":"2015-03-02","status":"存续","recorded_as_of":"2026-06-30","source_file":"registry/enterprise_20260630.csv","source_line":7}]},
                 {"department":"tax","dataset":"filing","title":"纳税申报","disclosure":"authorized","as_of_date":"2026-06-30","row_count":12,
                  "records":[{"uscc":"%s","taxpayer_name":"%s","taxpayer_type":"一般纳税人","period_start":"2026-04-01","period_end":"2026-06-30",
                   "sales_cny":1234567.80,"tax_due_cny":37037.03,"tax_paid_cny":30000.00,"due_on":"2026-07-15","filed_on":"2026-07-10","late_days":0,
                   "recorded_as_of":"2026-06-30","source_file":"tax/filing/2026-06_01.csv","source_line":137}]}]""".formatted(id.equals(FIRST) ? SECOND : FIRST, code, name, code, name);
    }

    private static String notScored() {
        return """
                "assessment":{"is_scored":false,"not_scored_reason":"信息不足，不予评分"},"sections":[]""";
    }
}
