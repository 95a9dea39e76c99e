package vinelake.city;

import java.time.LocalDate;

/**
 * An enterprise or a self-employed (个体工商户): what does not change.
 *
 * @param number 0 .. subjects - 1
 * @param kind its legal form
 * @param uscc unified social credit code, 18 characters
 * @param registrationNumber old registration number, 15 digits; empty for those founded since October 2015
 * @param founded day of establishment
 * @param tier place in the supply network
 * @param salesLevel typical sales of a month in yuan, without tax
 * @param frailty how much weaker than others it is from the start, standard normal
 * @param borrows whether it ever asks a bank
 */
record Subject(
        int number,
        Kind kind,
        String uscc,
        String registrationNumber,
        String tradeName,
        Names.District district,
        Industry industry,
        LocalDate founded,
        Tier tier,
        double salesLevel,
        double frailty,
        boolean borrows) {

    enum Kind {
        LIMITED("91", "有限责任公司", "有限公司"),
        STOCK("91", "股份有限公司", "股份有限公司"),
        PARTNERSHIP("91", "合伙企业", "(普通合伙)"),
        SELF_EMPLOYED("92", "个体工商户", "");

        final String classCode;
        final String title;
        final String ending;

        Kind(String classCode, String title, String ending) {
            this.classCode = classCode;
            this.title = title;
            this.ending = ending;
        }
    }

    /** From the core enterprises of the chains down to the shops. */
    enum Tier {
        CORE,
        FIRST,
        SECOND,
        THIRD
    }

    boolean isSelfEmployed() {
        return kind == Kind.SELF_EMPLOYED;
    }

    /** The 9 characters of the organisation code with a hyphen before the check character. */
    String organizationCode() {
        return uscc.substring(8, 16) + "-" + uscc.charAt(16);
    }

    /** In the truth files: S0000123. */
    String label() {
        return "S" + Codes.padded(number, 7);
    }

    int districtNumber() {
        return Names.DISTRICTS.indexOf(district);
    }

    /** @param renames how often it was renamed before; each gives another trade name */
    String name(int renames) {
        String trade = renames == 0 ? tradeName : Names.tradeName(10_000L + number * 7L + renames);
        if (isSelfEmployed()) {
            String word = industry.shopWords().get(number % industry.shopWords().size());
            return Names.CITY + district.name() + trade + word;
        }
        String word = industry.firmWords().get(number % industry.firmWords().size());
        return Names.CITY + trade + word + (kind == Kind.PARTNERSHIP ? "中心" : "") + kind.ending;
    }
}
