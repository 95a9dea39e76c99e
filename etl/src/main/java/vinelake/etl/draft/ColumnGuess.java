package vinelake.etl.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.identifier.Schemes;

/**
 * What a column probably is.
 *
 * @param type by which every value of the files can be read
 * @param identifier scheme of the codes that the column holds, where it does
 * @param isEntity whether it names the one whom a row is about
 * @param notes what was seen, in Chinese
 * @param decisions what a person must decide, in Chinese
 */
record ColumnGuess(
        ColumnType type,
        Optional<String> identifier,
        boolean isEntity,
        boolean isPersonal,
        List<String> notes,
        List<String> decisions) {

    /** The scheme of codes that only the sender knows, as in the hubs that are here. */
    private static final String OWN_SCHEME = "enterprise";

    private static final double NEARLY_ALL = 0.9;
    private static final double MOST = 0.6;
    private static final int PLAIN_PRECISION = 18;
    private static final int MOST_DIGITS = 38;

    /** A longer run of digits is a code: nobody sums it up. */
    private static final int LONGEST_NUMBER = 15;

    private static final int SHORTEST_CODE = 6;
    private static final int ENOUGH_VALUES = 20;

    private static final Pattern MONEY = Pattern.compile(
            "金额|税额|资本|资金|余额|总额|销售额|收入|利润|资产|负债|欠税|罚款|价税合计|单价|(?i)amount|capital|balance|revenue|gross|(?:^|_)(?:cny|funds?|fundam|regcap|reccap|forregcap|forreccap|congro)(?:_|$)");
    private static final Pattern MEASURE =
            Pattern.compile("比例|比率|利率|税率|得分|评分|(?i)(?:^|_)(?:score|rate|ratio|percent)(?:_|$)");
    private static final Pattern DAY = Pattern.compile("日期|(?i)(?:^|_)date(?:_|$)|_on$");
    private static final Pattern CODE = Pattern.compile(
            "代码|编码|编号|号码|文号|案号|证号|代号|识别号|户号|邮编|电话|手机|(?i)(?:^|_)(?:code|zip|postcode|nr|id|uuid|uscc|phone|tel|mobile|serial)(?:_|$)");
    private static final Pattern ENTITY = Pattern.compile(
            "企业代号|企业编号|企业代码|企业唯一标识|单位编号|单位代码|公司代码|主体编号|(?i)^(?:id|code|(?:ent|enterprise|company|firm|corp|subject)_?(?:id|code|no))$");
    private static final Pattern YES_OR_NO = Pattern.compile("^是否|(?i)(?:^|_)(?:is|has)_|(?:sign|flag)$");

    private static final Pattern PERSON = Pattern.compile("姓名|法定代表人(?!.*类型)|法人代表|负责人|联系人|经办人|自然人姓名");
    private static final Pattern PERSON_NUMBER = Pattern.compile("身份证|公民身份|证件号");
    private static final Pattern PHONE =
            Pattern.compile("手机|联系电话|联系方式|电话|(?i)(?:^|_)(?:phone|mobile|tel|telephone)(?:_|$)");
    private static final Pattern HOME = Pattern.compile("住址|家庭|户籍|居住地|(?i)home_address");
    private static final Pattern EMAIL = Pattern.compile("邮箱|(?i)e_?mail");
    private static final Pattern NO_PERSON = Pattern.compile("地|区|省|市|县|街|行业|类|税|产品|商品|状态|机构|单位|公司|企业|部门|性|种|级");

    /**
     * @param header as delivered; blank where there is none
     * @param name in the lake
     * @param nullWords that the contract will read as "no value"
     */
    static ColumnGuess of(String header, String name, ColumnFacts facts, Set<String> nullWords, long rows) {
        return new Guesser(header, name, facts, nullWords, rows).guess();
    }

    /** What is found on the way. */
    private static final class Guesser {
        private final String header;
        private final String name;
        private final ColumnFacts facts;
        private final Set<String> nullWords;
        private final long rows;
        private final List<String> notes = new ArrayList<>();
        private final List<String> decisions = new ArrayList<>();

        private Guesser(String header, String name, ColumnFacts facts, Set<String> nullWords, long rows) {
            this.header = header;
            this.name = name;
            this.facts = facts;
            this.nullWords = nullWords;
            this.rows = rows;
        }

        private ColumnGuess guess() {
            if (facts.values() == 0) {
                decisions.add("文件中该列全为空：请向部门核实类型，或列入 ignoredColumns");
                boolean isPersonal = isPersonalByHeader();
                boolean hasWords = !nullWords.containsAll(facts.nullWords().keySet());
                return new ColumnGuess(
                        isPersonal || hasWords ? ColumnType.of(Kind.STRING) : typeByName(),
                        Optional.empty(),
                        false,
                        isPersonal,
                        notes,
                        decisions);
            }
            var checked = checkedIdentifier();
            boolean isPersonal = checked.isEmpty() && isPersonal();
            var type = isPersonal || checked.isPresent() ? ColumnType.of(Kind.STRING) : type();
            boolean isEntity = checked.isEmpty() && !isPersonal && matches(ENTITY) && type.kind() == Kind.STRING;
            if (isEntity) {
                decisions.add("是否标识企业？scheme 暂用 %s：请与 hub.yaml 的 spine 一致，或删去".formatted(OWN_SCHEME));
            }
            fill();
            codes(type, isPersonal);
            return new ColumnGuess(
                    type,
                    isEntity ? Optional.of(OWN_SCHEME) : checked,
                    isEntity || checked.isPresent(),
                    isPersonal,
                    notes,
                    decisions);
        }

        private ColumnType typeByName() {
            if (matches(MONEY)) {
                return ColumnType.decimal(PLAIN_PRECISION, 2);
            }
            if (matches(MEASURE)) {
                return ColumnType.decimal(PLAIN_PRECISION, 6);
            }
            return ColumnType.of(matches(DAY) ? Kind.DATE : Kind.STRING);
        }

        private boolean matches(Pattern pattern) {
            return pattern.matcher(header).find() || pattern.matcher(name).find();
        }

        private Optional<String> checkedIdentifier() {
            return scheme(Schemes.USCC, "统一社会信用代码", facts.shareOfUsccs(), MOST)
                    .or(() -> scheme(
                            Schemes.REGISTRATION_NUMBER, "工商注册号", facts.shareOfRegistrationNumbers(), NEARLY_ALL))
                    .or(() ->
                            scheme(Schemes.ORGANIZATION_CODE, "组织机构代码", facts.shareOfOrganizationCodes(), NEARLY_ALL));
        }

        private Optional<String> scheme(String scheme, String title, double share, double least) {
            boolean isNamed = header.contains(title) || name.equals(scheme);
            if (share < (isNamed ? MOST / 2 : least)) {
                return Optional.empty();
            }
            var text = "%.1f%% 的值通过%s校验".formatted(100 * share, title);
            if (share < NEARLY_ALL) {
                decisions.add(text + "：其余的值请向部门核实");
            } else {
                notes.add(text);
            }
            return Optional.of(scheme);
        }

        private boolean isPersonalByHeader() {
            return PERSON.matcher(header).find()
                    || PERSON_NUMBER.matcher(header).find()
                    || HOME.matcher(header).find()
                    || EMAIL.matcher(header).find();
        }

        private boolean isPersonal() {
            if (facts.shareOfCitizenNumbers() >= MOST / 2) {
                return suspected("%.1f%% 的值通过公民身份号码校验（GB 11643）".formatted(100 * facts.shareOfCitizenNumbers()));
            }
            if (facts.shareOfMobilePhones() >= MOST
                    || (PHONE.matcher(header).find() && facts.longest() <= 20 && facts.shareOfHan() == 0)) {
                return suspected("像是电话号码");
            }
            if (facts.shareOfEmails() >= MOST / 2) {
                return suspected("像是电子邮箱");
            }
            if (isPersonalByHeader()) {
                return suspected("列名提示为个人信息");
            }
            if (facts.shareOfPersonNames() >= 0.8
                    && facts.few().isEmpty()
                    && !NO_PERSON.matcher(header).find()) {
                return suspected("%.0f%% 的值像是人名".formatted(100 * facts.shareOfPersonNames()));
            }
            return false;
        }

        private boolean suspected(String why) {
            decisions.add("疑为个人信息（%s）：确认后保留 classification，否则删去".formatted(why));
            return true;
        }

        private ColumnType type() {
            boolean areAllRead = facts.nullWords().keySet().stream().allMatch(nullWords::contains);
            if (!areAllRead) {
                boolean isYesOrNo = facts.areYesOrNo()
                        && Set.of("无").containsAll(facts.nullWords().keySet());
                return ColumnType.of(
                        isYesOrNo && facts.few().keySet().equals(Set.of("有")) ? Kind.BOOLEAN : Kind.STRING);
            }
            if (facts.areYesOrNo() && (!facts.areOnesAndZeros() || matches(YES_OR_NO))) {
                return ColumnType.of(Kind.BOOLEAN);
            }
            boolean isNumberOfThirteen = facts.haveOnlyDigits() && facts.longest() == 13 && matches(CODE);
            if (facts.areMoments() && !isNumberOfThirteen) {
                slips(facts.areDates() ? "日期" : "时间", facts.slipsAsMoments());
                return ColumnType.of(facts.areDates() ? Kind.DATE : Kind.TIMESTAMP);
            }
            if (!facts.areNumbers() || facts.haveLeadingZeros() || isCode()) {
                nearly("日期或时间", facts.shareOfMoments());
                nearly("数字", facts.areNumbers() ? 0 : facts.shareOfNumbers());
                return ColumnType.of(Kind.STRING);
            }
            slips("数字", facts.slipsAsNumbers());
            boolean isMoney = matches(MONEY);
            if (facts.areIntegers() && !isMoney && facts.writtenScale() <= 1) {
                return ColumnType.of(Kind.INTEGER);
            }
            return decimal(isMoney);
        }

        private void slips(String what, long count) {
            if (count > 0) {
                decisions.add("%,d 个值不是%s：入湖时这些行会被隔离；若表示“无值”，加到 nullValues".formatted(count, what));
            }
        }

        private void nearly(String what, double share) {
            if (share >= MOST && share < 1) {
                decisions.add("%.1f%% 的值是%s，其余不是，暂存为文本：是错误则改类型，是“无值”则加到 nullValues".formatted(100 * share, what));
            }
        }

        /** Digits that nobody counts with. */
        private boolean isCode() {
            if (!facts.areWrittenWhole() || !facts.haveOnlyDigits()) {
                return false;
            }
            boolean areAsLong = facts.shortest() == facts.longest()
                    && facts.longest() >= SHORTEST_CODE
                    && facts.values() >= ENOUGH_VALUES;
            return matches(CODE)
                    || facts.shortest() > LONGEST_NUMBER
                    || (areAsLong && !matches(MONEY) && !facts.countsUp());
        }

        private ColumnType decimal(boolean isMoney) {
            int scale = Math.max(facts.scale(), Math.min(facts.writtenScale(), 2));
            scale = Math.max(scale, isMoney ? 2 : 0);
            int precision = Math.max(PLAIN_PRECISION, facts.integerDigits() + 3 + scale);
            if (precision > MOST_DIGITS) {
                precision = MOST_DIGITS;
                if (facts.integerDigits() + scale > MOST_DIGITS) {
                    decisions.add("数值超过 %d 位，暂存为文本".formatted(MOST_DIGITS));
                    return ColumnType.of(Kind.STRING);
                }
            }
            return ColumnType.decimal(precision, scale);
        }

        private void fill() {
            long empty = rows - facts.values();
            if (empty > 0 && rows > 0) {
                double percent = 100.0 * empty / rows;
                notes.add(percent < 0.1 ? "不到 0.1% 的行无值" : "%.1f%% 的行无值".formatted(percent));
            }
        }

        private void codes(ColumnType type, boolean isPersonal) {
            boolean isListed = type.kind() == Kind.STRING
                    && !isPersonal
                    && facts.few().size() > 1
                    && facts.few().size() <= 12
                    && facts.values() >= ENOUGH_VALUES
                    && facts.longest() <= 24
                    && facts.few().keySet().stream().noneMatch(PersonalText::isWithin);
            if (isListed) {
                var values = new ArrayList<String>();
                facts.few()
                        .forEach((value, count) ->
                                values.add("%s (%d)".formatted(value.replaceAll("\\p{Cntrl}", " "), count)));
                notes.add("取值：" + String.join("、", values));
            }
            if (type.kind() == Kind.INTEGER && facts.areOnesAndZeros()) {
                notes.add("只有 0 和 1：若表示是否，可改为 boolean");
            }
        }
    }

    /** Whether the header says that it is a date. */
    static boolean isDay(String header) {
        return DAY.matcher(header).find() || DAY.matcher(Terms.snake(header)).find();
    }

    /** Whether the header says that it is an event's number and not somebody's. */
    static boolean isOfEvent(String header) {
        return header.matches(".*(文号|案号|发票|合同|单号|流水|决定|批文).*")
                || header.toLowerCase(Locale.ROOT).matches(".*(loan|invoice|order|case|contract).*");
    }

    static boolean isCode(String header, String name) {
        return CODE.matcher(header).find()
                || CODE.matcher(name).find()
                || ENTITY.matcher(name).find();
    }
}
