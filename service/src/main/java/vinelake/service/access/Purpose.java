package vinelake.service.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why somebody reads a profile. A closed list, because a grant is for a purpose and must mean the same to both. */
public enum Purpose {
    PROSPECTING("客户拓展"),
    LOAN_APPLICATION("贷款审批"),
    LOAN_MANAGEMENT("贷后管理"),
    GUARANTEE_REVIEW("担保审查"),
    MODEL_DEVELOPMENT("模型研发"),
    /** The subject looks at its own. */
    OWN_RECORD("查询本主体信息");

    private final String title;

    Purpose(String title) {
        this.title = title;
    }

    /** In Chinese, as an officer reads it. */
    public String title() {
        return title;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those that a bank may have. */
    public static List<Purpose> ofInstitutions() {
        return Arrays.stream(values()).filter(p -> p != OWN_RECORD).toList();
    }

    public static Optional<Purpose> parse(String text) {
        return ofInstitutions().stream().filter(p -> p.text().equals(text)).findFirst();
    }

    static String allowed() {
        return String.join(", ", ofInstitutions().stream().map(Purpose::text).toList());
    }
}
