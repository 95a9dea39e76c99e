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

/**
 * Why a delivery is held, in the words of an official (Chinese): each reason with what mends it. The English words are
 * those of the ledger.
 */
public final class HoldWords {

    private static final String SEPARATOR = "; ";

    /** A reason may have the separator in itself, so often. */
    private static final int MOST_PIECES = 8;

    /** What is longer was made up by a file, and is no sentence that anybody reads. */
    private static final int LONGEST = 4000;

    private static final Template RENAMED =
            new Template(". If %s is what %s was: physicalName: \"%s\" for the column of %s");

    private static final Template UNWANTED = new Template(". If they are not wanted: %s");

    private static final Pattern POSITION = Pattern.compile("#(\\d+)");

    private static final Pattern MORE = Pattern.compile("and (\\d+) more");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(?:\\.\\d{1,40})?");

    private static final Pattern OF_MODE = Pattern.compile("(?:^|: )mode$");

    private static final Map<String, String> DIFFERENCES =
            Map.of("missing ", "缺少", "unexpected ", "多出", "repeated ", "重复");

    private static final Pattern OF_COLUMNS =
            Pattern.compile("the (number|percentage) of rows (without|that repeat) (.*)", Pattern.DOTALL);

    private static final String OF_ROWS = "the number of rows";
    private static final String OF_QUERY = "the figure of its query";
    private static final String PERCENT_OF_USUAL = "the number of rows in percent of the usual";

    private static final Map<String, String> BOUNDS = Map.of(
            "anything but ", "不是", "less than ", "小于", "at most ", "不超过", "more than ", "大于", "at least ", "不少于");

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
        var told = new ArrayList<String>();
        int untold = 0;
        int from = 0;
        while (from <= reason.length()) {
            var found = words.find(reason, from);
            if (found.isEmpty()) {
                from = end(reason, from) + SEPARATOR.length();
                continue;
            }
            if (untold < from) {
                told.add(reason.substring(untold, from - SEPARATOR.length()));
            }
            told.add(found.get().words());
            from = found.get().end() + SEPARATOR.length();
            untold = from;
        }
        if (untold <= reason.length()) {
            told.add(reason.substring(untold));
        }
        return told;
    }

    private record Told(String words, int end) {}

    private static int end(String reason, int from) {
        int end = reason.indexOf(SEPARATOR, from);
        return end < 0 ? reason.length() : end;
    }

    /** The reason that begins there. */
    private Optional<Told> find(String reason, int from) {
        int end = from - SEPARATOR.length();
        for (int pieces = 0; pieces < MOST_PIECES && end < reason.length(); pieces++) {
            end = end(reason, end + SEPARATOR.length());
            if (end - from > LONGEST) {
                return Optional.empty();
            }
            var text = reason.substring(from, end);
            for (var known : HoldReason.values()) {
                // Before a file stands no other reason: what a header quotes may look like one.
                var words = known.find(text)
                        .filter(found ->
                                found.file().filter(f -> f.contains(SEPARATOR)).isEmpty())
                        .flatMap(this::told);
                if (words.isPresent()) {
                    return Optional.of(new Told(words.get(), end));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> told(HoldReason.Found found) {
        var arguments = found.arguments();
        if (found.reason() == HoldReason.BROKEN_PROMISE) {
            return promise(arguments).map(promise -> "%s。%s。".formatted(promise, found.remedy()));
        }
        var where = place(found) + found.line().map(" 第 %s 行"::formatted).orElse("");
        var remedy = found.reason() == HoldReason.OTHER_COLUMNS
                ? remedy(arguments.get(1)).orElse(found.remedy())
                : found.remedy();
        return Optional.of("%s%s%s。%s。"
                .formatted(where.strip(), where.isEmpty() ? "" : "：", found.sentence(words(found)), remedy));
    }

    private static String place(HoldReason.Found found) {
        var file = found.file().orElse("");
        return switch (found.reason()) {
            case OTHER_TYPE -> file.replaceFirst(": column ", "，字段 ").replaceFirst("^column ", "字段 ");
            case OTHER_MODE -> OF_MODE.matcher(file).replaceFirst("");
            default -> file;
        };
    }

    private static Object[] words(HoldReason.Found found) {
        var arguments = found.arguments();
        return switch (found.reason()) {
            case OTHER_COLUMNS -> new Object[] {differences(arguments.get(0))};
            case NO_HEADER -> new Object[] {names(arguments.get(0))};
            case NO_SUCH_SHEET, NO_CHANGED_AT -> new Object[] {arguments.get(0), names(arguments.get(1))};
            case OTHER_MODE -> new Object[] {mode(arguments.get(0))};
            case CLAIMED_BY_SEVERAL, SEVERAL_DATES ->
                new Object[] {arguments.get(0).replace(" and ", "、")};
            case CANNOT_BE_READ -> new Object[] {cause(arguments.get(0))};
            default -> arguments.toArray();
        };
    }

    /** As the dictionary has it. */
    private static String mode(String english) {
        return switch (english) {
            case "append" -> "追加新记录";
            case "upsert" -> "交付有变化的键";
            case "snapshot" -> "每次交付全部现状";
            default -> english;
        };
    }

    private static String cause(String english) {
        return switch (english) {
            case "it is no file" -> "不是普通文件";
            case "AccessDenied" -> "没有读取权限";
            case "NoSuchFile" -> "文件已不存在";
            case "FileSystemLoop" -> "链接指向自身所在的文件夹";
            default -> english;
        };
    }

    private static String differences(String english) {
        return Arrays.stream(english.split(SEPARATOR, -1))
                .map(part -> DIFFERENCES.entrySet().stream()
                        .filter(d -> part.startsWith(d.getKey()))
                        .map(d -> d.getValue() + names(part.substring(d.getKey().length())))
                        .findFirst()
                        .orElse(part))
                .collect(Collectors.joining("；"));
    }

    /** As {@link HoldReason#quoted(java.util.Collection)} lists them. */
    private static String names(String english) {
        var names = List.of(english.split(", ", -1));
        var more = MORE.matcher(names.get(names.size() - 1));
        boolean isCut = names.size() > 1 && more.matches();
        return names.subList(0, isCut ? names.size() - 1 : names.size()).stream()
                        .map(HoldWords::name)
                        .collect(Collectors.joining("、"))
                + (isCut ? "，另有 %s 个".formatted(more.group(1)) : "");
    }

    /** A column without a name is told by its position. */
    private static String name(String english) {
        var position = POSITION.matcher(english);
        return position.matches() ? "第 %s 列".formatted(position.group(1)) : "“%s”".formatted(english);
    }

    private static Optional<String> remedy(String english) {
        return RENAMED.arguments(english, 0)
                .map(names -> "如“%1$s”就是原来的“%2$s”，在契约中将“%2$s”一列改为 physicalName: \"%1$s\"；否则请部门按原列名重报"
                        .formatted(names.get(0), names.get(1)))
                .or(() -> UNWANTED.arguments(english, 0)
                        .map(unwanted ->
                                "如不需要这些列，在契约的 customProperties 中写明 %s；如需要，在契约中增加列".formatted(unwanted.get(0))));
    }

    /**
     * Empty where it is none after all: what a file quotes may look like one.
     *
     * @param arguments rule, figure's name, figure, what is allowed, and what the contract says of the rule
     */
    private Optional<String> promise(List<String> arguments) {
        var subject = arguments.get(1);
        var description = arguments.get(4);
        if (arguments.get(2).equals("no number") && subject.equals(OF_QUERY)) {
            return bound(arguments.get(3), "").map(bound -> "核对查询没有得出数字，约定%s（%s）".formatted(bound, description));
        }
        var unit = subject.startsWith("the percentage") || subject.equals(PERCENT_OF_USUAL) ? "%" : "";
        var allowed = bound(arguments.get(3), unit);
        var figure = number(arguments.get(2));
        if (figure.isEmpty() || allowed.isEmpty()) {
            return Optional.empty();
        }
        if (arguments.get(0).equals(SetRule.USUAL_ROWS) && subject.equals(OF_ROWS)) {
            return Optional.of(usual(figure.get(), arguments.get(3)));
        }
        if (subject.equals(PERCENT_OF_USUAL)) {
            int side = figure.get().compareTo(HUNDRED);
            return Optional.of("比近几次通常的行数%s %s%%，约定%s（%s）"
                    .formatted(
                            side < 0 ? "少" : "多",
                            number(figure.get().subtract(HUNDRED).abs()),
                            allowed.get(),
                            description));
        }
        return subject(subject)
                .map(name ->
                        "%s为 %s%s，约定%s（%s）".formatted(name, number(figure.get()), unit, allowed.get(), description));
    }

    /** How far it is from the nearest number of rows that is usual. */
    private static String usual(BigDecimal rows, String allowed) {
        var ends = Arrays.stream(allowed.split(" to ", -1))
                .flatMap(end -> number(end).stream())
                .toList();
        if (ends.size() != 2) {
            return "本次 %s 行，约定%s行".formatted(number(rows), bound(allowed, " ").orElseThrow());
        }
        var least = ends.get(0);
        var most = ends.get(1);
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

    private Optional<String> subject(String subject) {
        var columns = OF_COLUMNS.matcher(subject);
        if (columns.matches()) {
            return Optional.of("%s%s的行%s"
                    .formatted(
                            titles(columns.group(3)),
                            columns.group(2).equals("without") ? "为空" : "重复",
                            columns.group(1).equals("number") ? "数" : "所占比例"));
        }
        return Optional.ofNullable(
                switch (subject) {
                    case OF_ROWS -> "行数";
                    case "the number of refused rows" -> "隔离行数";
                    case "the percentage of refused rows" -> "隔离行所占比例";
                    case OF_QUERY -> "核对查询的结果";
                    default -> null;
                });
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
    private static Optional<String> bound(String english, String unit) {
        for (var words : BOUNDS.entrySet()) {
            if (english.startsWith(words.getKey())) {
                return number(english.substring(words.getKey().length()))
                        .map(number -> "%s %s%s".formatted(words.getValue(), number(number), unit));
            }
        }
        var ends = List.of(english.split(" to ", -1));
        var numbers = ends.stream().flatMap(end -> number(end).stream()).toList();
        return numbers.size() == ends.size() && ends.size() <= 2
                ? Optional.of("为 "
                        + numbers.stream().map(number -> number(number) + unit).collect(Collectors.joining("–")))
                : Optional.empty();
    }

    /** Only as figures are entered: an exponent would be a number as long as it says. */
    private static Optional<BigDecimal> number(String english) {
        return NUMBER.matcher(english).matches() ? Optional.of(new BigDecimal(english)) : Optional.empty();
    }

    private static String number(BigDecimal number) {
        return number.scale() <= 0 ? "%,d".formatted(number.toBigInteger()) : number.toPlainString();
    }
}
