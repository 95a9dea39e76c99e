package vinelake.benchmarks;

import java.time.YearMonth;
import java.util.List;
import java.util.SplittableRandom;
import vinelake.core.identifier.Uscc;

/** A filing as text, field by field. City, division 990100 and everybody in it are made up. */
record Filing(
        String uscc,
        String name,
        String type,
        String periodStart,
        String periodEnd,
        String sales,
        String tax,
        String surcharge,
        String total,
        String filedOn,
        String status,
        String office) {

    static final int MONTHS = 12;

    static final YearMonth FIRST_MONTH = YearMonth.of(2025, 1);
    private static final String DIVISION = "91990100";
    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /** 31 to the sixth: so many codes begin with MA, as the recent ones do. */
    private static final long CODES = 887_503_681;

    private static final long CODE_STEP = 387_420_489;
    private static final List<String> BRANDS =
            List.of("宏远", "明达", "恒泰", "金盛", "华瑞", "东方", "鼎新", "嘉禾", "博雅", "天成", "永兴", "中联", "海润", "众合", "启航", "德信");
    private static final List<String> TRADES =
            List.of("机械设备", "电子科技", "商贸", "建筑工程", "物流运输", "农业发展", "新材料科技", "纺织服装", "餐饮管理", "医疗器械", "信息技术", "环保科技");
    private static final List<String> FORMS = List.of("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司");
    private static final List<String> OFFICES =
            List.of("云川市税务局第一税务所", "云川市税务局第二税务所", "云川市税务局第三税务所", "云川市城东区税务局", "云川市城西区税务局高新区分局", "云川市经济开发区税务局");

    /**
     * The one filing of a taxpayer for a month.
     *
     * @param month counted from {@link #FIRST_MONTH}
     */
    static Filing of(long seed, long taxpayer, int month) {
        var who = new SplittableRandom(mix(seed, 2 * taxpayer));
        var what = new SplittableRandom(mix(seed, 2 * (taxpayer * MONTHS + month) + 1));
        var start = FIRST_MONTH.plusMonths(month).atDay(1);
        var end = start.plusMonths(1).minusDays(1);
        boolean isGeneral = who.nextInt(10) < 3;
        // Sales spread over five orders of magnitude, as those of a city's firms do.
        long sales = (long) Math.exp(who.nextDouble(Math.log(1e5), Math.log(1e10)) + what.nextDouble());
        long tax = sales * (isGeneral ? 13 : 3) / 100;
        long surcharge = tax * 12 / 100;
        int days = what.nextInt(100) < 95 ? 1 + what.nextInt(15) : 16 + what.nextInt(60);
        return new Filing(
                uscc(taxpayer, seed),
                name(who),
                isGeneral ? "一般纳税人" : "小规模纳税人",
                start.toString(),
                end.toString(),
                yuan(sales),
                yuan(tax),
                yuan(surcharge),
                yuan(tax + surcharge),
                end.plusDays(days).toString(),
                days > 15 ? "逾期申报" : what.nextInt(50) == 0 ? "更正申报" : "正常申报",
                OFFICES.get(who.nextInt(OFFICES.size())));
    }

    Filing with(Slip slip) {
        return switch (slip) {
            case IMPOSSIBLE_DATE ->
                new Filing(
                        uscc,
                        name,
                        type,
                        periodStart,
                        periodEnd,
                        sales,
                        tax,
                        surcharge,
                        total,
                        "2026-02-30",
                        status,
                        office);
            case LETTER_IN_AMOUNT ->
                new Filing(
                        uscc,
                        name,
                        type,
                        periodStart,
                        periodEnd,
                        "O" + sales.substring(1),
                        tax,
                        surcharge,
                        total,
                        filedOn,
                        status,
                        office);
            case NO_NAME ->
                new Filing(
                        uscc, "", type, periodStart, periodEnd, sales, tax, surcharge, total, filedOn, status, office);
            case TOTAL_IS_NOT_THE_SUM ->
                new Filing(
                        uscc,
                        name,
                        type,
                        periodStart,
                        periodEnd,
                        sales,
                        tax,
                        surcharge,
                        "1" + total,
                        filedOn,
                        status,
                        office);
            case WRONG_CHECK_CHARACTER ->
                new Filing(
                        otherCheck(uscc),
                        name,
                        type,
                        periodStart,
                        periodEnd,
                        sales,
                        tax,
                        surcharge,
                        total,
                        filedOn,
                        status,
                        office);
        };
    }

    /** Adds a line of a CSV file. */
    void appendTo(StringBuilder line) {
        line.append(uscc).append(',').append(name).append(',').append(type);
        line.append(',').append(periodStart).append(',').append(periodEnd);
        line.append(',').append(sales).append(',').append(tax);
        line.append(',').append(surcharge).append(',').append(total);
        line.append(',').append(filedOn).append(',').append(status);
        line.append(',').append(office).append('\n');
    }

    /** Different taxpayers have different codes: the step shares no divisor with the number of codes. */
    private static String uscc(long taxpayer, long seed) {
        long number = (taxpayer * CODE_STEP + Math.floorMod(seed, CODES)) % CODES;
        var code = new StringBuilder(16).append(DIVISION).append("MA");
        for (int i = 0; i < 6; i++) {
            code.append(ALPHABET.charAt((int) (number % ALPHABET.length())));
            number /= ALPHABET.length();
        }
        return Uscc.withChecks(code.toString());
    }

    private static String otherCheck(String uscc) {
        int last = uscc.length() - 1;
        int value = ALPHABET.indexOf(uscc.charAt(last));
        return uscc.substring(0, last) + ALPHABET.charAt((value + 1) % ALPHABET.length());
    }

    /** Branches write their firm first, then a comma: such a field is quoted. */
    private static String name(SplittableRandom who) {
        var name = "云川市" + BRANDS.get(who.nextInt(BRANDS.size())) + BRANDS.get(who.nextInt(BRANDS.size()))
                + TRADES.get(who.nextInt(TRADES.size())) + FORMS.get(who.nextInt(FORMS.size()));
        return who.nextInt(100) == 0 ? "\"" + name + ",城东分公司\"" : name;
    }

    /** @param fen hundredths of a yuan */
    private static String yuan(long fen) {
        return fen / 100 + (fen % 100 < 10 ? ".0" : ".") + fen % 100;
    }

    private static long mix(long seed, long number) {
        return (seed ^ 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L + number * 0x94D049BB133111EBL;
    }
}
