package vinelake.core.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a delivery is held, in the words of an official (Chinese): each reason with what mends it. The English words are
 * those of the ledger.
 */
public final class HoldWords {

    private static final String SEPARATOR = "; ";

    private static final Pattern RENAMED =
            Pattern.compile("\\. If (.*) is what (.*) was: physicalName: \".*\" for the column of .*", Pattern.DOTALL);

    private static final Pattern UNWANTED = Pattern.compile("\\. If they are not wanted: (\\{.*})", Pattern.DOTALL);

    private static final Map<String, String> DIFFERENCES =
            Map.of("missing ", "缺少", "unexpected ", "多出", "repeated ", "重复");

    private static final Pattern OF_COLUMNS =
            Pattern.compile("the (number|percentage) of rows (without|that repeat) (.*)", Pattern.DOTALL);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Optional<Contract> contract;

    private HoldWords(Optional<Contract> contract) {
        this.contract = contract;
    }

    /**
     * The reasons of a line of the ledger. What is said in no way that is known here stays as it is.
     *
     * @param contract of the dataset; empty where the hub has it no more
     */
    public static List<String> of(String reason, Optional<Contract> contract) {
        var words = new HoldWords(contract);
        var pieces = List.of(reason.split(SEPARATOR, -1));
        var told = new ArrayList<String>();
        int from = 0;
        while (from < pieces.size()) {
            int to = from + 1;
            var found = words.find(pieces.subList(from, to));
            // A reason may have the separator in itself.
            while (found.isEmpty() && to < pieces.size()) {
                to++;
                found = words.find(pieces.subList(from, to));
            }
            told.add(found.orElse(String.join(SEPARATOR, pieces.subList(from, to))));
            from = to;
        }
        return told;
    }

    private Optional<String> find(List<String> pieces) {
        var text = String.join(SEPARATOR, pieces);
        return Stream.of(HoldReason.values())
                .flatMap(reason -> reason.find(text).stream())
                .findFirst()
                .map(this::told);
    }

    private String told(HoldReason.Found found) {
        var arguments = found.arguments();
        if (found.reason() == HoldReason.BROKEN_PROMISE) {
            return "%s。%s。".formatted(promise(arguments), found.remedy());
        }
        var where =
                found.file().orElse("") + found.line().map(" 第 %s 行"::formatted).orElse("");
        var isColumns = found.reason() == HoldReason.OTHER_COLUMNS;
        var sentence = found.sentence(isColumns ? new Object[] {differences(arguments.get(0))} : arguments.toArray());
        var remedy = isColumns ? remedy(arguments.get(1)).orElse(found.remedy()) : found.remedy();
        return "%s%s%s。%s。".formatted(where.strip(), where.isEmpty() ? "" : "：", sentence, remedy);
    }

    private static String differences(String english) {
        return Arrays.stream(english.split(SEPARATOR, -1))
                .map(part -> DIFFERENCES.entrySet().stream()
                        .filter(d -> part.startsWith(d.getKey()))
                        .map(d -> d.getValue()
                                + part.substring(d.getKey().length()).replace(", ", "、"))
                        .findFirst()
                        .orElse(part))
                .collect(Collectors.joining("；"));
    }

    private static Optional<String> remedy(String english) {
        var renamed = RENAMED.matcher(english);
        if (renamed.matches()) {
            return Optional.of("如“%1$s”就是原来的“%2$s”，在契约中将“%2$s”一列改为 physicalName: \"%1$s\"；否则请部门按原列名重报"
                    .formatted(renamed.group(1), renamed.group(2)));
        }
        var unwanted = UNWANTED.matcher(english);
        return unwanted.matches()
                ? Optional.of("如不需要这些列，在契约的 customProperties 中写明 %s；如需要，在契约中增加列".formatted(unwanted.group(1)))
                : Optional.empty();
    }

    /** @param arguments rule, figure's name, figure, what is allowed, and what the contract says of the rule */
    private String promise(List<String> arguments) {
        var subject = arguments.get(1);
        var allowed = arguments.get(3);
        var description = arguments.get(4);
        if (arguments.get(2).equals("no number")) {
            return "核对查询没有得出数字，约定%s（%s）".formatted(bound(allowed, ""), description);
        }
        var figure = new BigDecimal(arguments.get(2));
        if (arguments.get(0).equals(SetRule.USUAL_ROWS) && subject.equals("the number of rows")) {
            return usual(figure, allowed);
        }
        if (subject.equals("the number of rows in percent of the usual")) {
            int side = figure.compareTo(HUNDRED);
            return "比近几次通常的行数%s %s%%，约定%s（%s）"
                    .formatted(
                            side < 0 ? "少" : "多",
                            number(figure.subtract(HUNDRED).abs()),
                            bound(allowed, "%"),
                            description);
        }
        var unit = subject.startsWith("the percentage") ? "%" : "";
        return "%s为 %s%s，约定%s（%s）".formatted(name(subject), number(figure), unit, bound(allowed, unit), description);
    }

    /** How far it is from the nearest number of rows that is usual. */
    private static String usual(BigDecimal rows, String allowed) {
        var ends = allowed.split(" to ", -1);
        if (ends.length != 2) {
            return "本次 %s 行，约定%s行".formatted(number(rows), bound(allowed, " "));
        }
        var least = new BigDecimal(ends[0]);
        var most = new BigDecimal(ends[1]);
        boolean isLess = rows.compareTo(least) < 0;
        var nearest = isLess ? least : most;
        var share = nearest.signum() == 0
                ? ""
                : " %s%%"
                        .formatted(number(rows.subtract(nearest)
                                .abs()
                                .multiply(HUNDRED)
                                .divide(nearest, 0, RoundingMode.HALF_UP)));
        return "行数比通常最%1$s时还%1$s%2$s（本次 %3$s 行，通常 %4$s–%5$s 行）"
                .formatted(isLess ? "少" : "多", share, number(rows), number(least), number(most));
    }

    private String name(String subject) {
        var columns = OF_COLUMNS.matcher(subject);
        if (columns.matches()) {
            return "%s%s的行%s"
                    .formatted(
                            titles(columns.group(3)),
                            columns.group(2).equals("without") ? "为空" : "重复",
                            columns.group(1).equals("number") ? "数" : "所占比例");
        }
        return switch (subject) {
            case "the number of rows" -> "行数";
            case "the number of refused rows" -> "隔离行数";
            case "the percentage of refused rows" -> "隔离行所占比例";
            case "the figure of its query" -> "核对查询的结果";
            default -> subject;
        };
    }

    private String titles(String columns) {
        return Arrays.stream(columns.split(", ", -1))
                .map(name -> "“%s”"
                        .formatted(contract.flatMap(c -> c.column(name))
                                .map(ContractColumn::title)
                                .orElse(name)))
                .collect(Collectors.joining("、"));
    }

    /** As {@link Bound#toText} has it. */
    private static String bound(String english, String unit) {
        for (var words : List.of(
                Map.entry("anything but ", "不是"),
                Map.entry("less than ", "小于"),
                Map.entry("at most ", "不超过"),
                Map.entry("more than ", "大于"),
                Map.entry("at least ", "不少于"))) {
            if (english.startsWith(words.getKey())) {
                return "%s %s%s"
                        .formatted(
                                words.getValue(),
                                number(new BigDecimal(
                                        english.substring(words.getKey().length()))),
                                unit);
            }
        }
        return "为 "
                + Arrays.stream(english.split(" to ", -1))
                        .map(end -> number(new BigDecimal(end)) + unit)
                        .collect(Collectors.joining("–"));
    }

    private static String number(BigDecimal number) {
        return number.scale() <= 0 ? "%,d".formatted(number.toBigInteger()) : number.toPlainString();
    }
}
