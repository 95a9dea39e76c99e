package vinelake.service.access;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.policy.DisclosurePolicy;
import vinelake.core.policy.FeaturePolicy;

/** The synthetic city's hub, with one section that never leaves and the law's limit for persons. */
public final class TestHub {

    private static final DatasetName INTERNAL = DatasetName.parse("utility/bill");
    private static final Hub CITY = HubFolder.load(Path.of("../examples/city"));

    /** No feature is made of the section that never leaves. */
    public static final Hub HUB = with(
            5,
            new FeaturePolicy(CITY.features().features().stream()
                    .filter(f -> !(f instanceof FeaturePolicy.Aggregate a
                            && a.datasets().contains(INTERNAL)))
                    .toList()));

    /** The same with features of the section that never leaves. */
    static final Hub HUB_OF_INTERNAL_FEATURES = with(5, CITY.features());

    /** The same where the law lets adverse records be told for so many years. */
    static Hub withYears(int years) {
        return with(years, CITY.features());
    }

    private static Hub with(int years, FeaturePolicy features) {
        return new Hub(
                CITY.name(),
                CITY.folder(),
                CITY.lake(),
                CITY.landing(),
                CITY.timeZone(),
                CITY.spine(),
                CITY.personalDataKey(),
                CITY.contracts(),
                CITY.network(),
                features,
                CITY.label(),
                CITY.scorecard(),
                new DisclosurePolicy(
                        Disclosure.AUTHORIZED,
                        Disclosure.AUTHORIZED,
                        Map.of(INTERNAL, Disclosure.INTERNAL),
                        Optional.of(new DisclosurePolicy.Adverse(
                                Set.of("self_employed", "farm_household"),
                                years,
                                Map.of(DatasetName.parse("penalty/decision"), "decided_on")))),
                CITY.service(),
                CITY.departments(),
                CITY.objectStore(),
                CITY.landingKey());
    }

    /** A profile with an open, an authorized and an internal section, and two penalties. */
    public static String profile(String id, String kind) {
        return """
                {"subject_id":"%s","scheme":"uscc","code":"C%s","name":"测试企业","kind":"%s","as_of_date":"2026-06-30",\
                "assessment":{"is_scored":true,"score":640,"grade":"B","reasons":[{"feature":"f","rows":[\
                {"dataset":"tax/filing","file":"a.csv","line":2},{"dataset":"utility/bill","file":"b.csv","line":3}]}]},\
                "network":{"sales_cny":12345678901234567.10},"sections":[\
                {"department":"penalty","dataset":"decision","title":"行政处罚","disclosure":"open","as_of_date":"2026-06-30",\
                "row_count":7,"records":[{"decision_number":"new","decided_on":"2026-01-15"},\
                {"decision_number":"old","decided_on":"2019-03-01"}]},\
                {"department":"registry","dataset":"enterprise","title":"登记注册基础信息","disclosure":"open",\
                "row_count":1,"records":[{"name":"测试企业"}]},\
                {"department":"tax","dataset":"filing","title":"纳税申报","disclosure":"authorized",\
                "row_count":1,"records":[{"turnover_cny":9000.50}]},\
                {"department":"utility","dataset":"bill","title":"用电缴费","disclosure":"authorized",\
                "row_count":1,"records":[{"kwh":17}]}]}""".formatted(id, id, kind);
    }

    private TestHub() {}
}
