package vinelake.etl.draft;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The department, and the class of the national catalogue, where words of the file say it plainly. */
final class LegalGuess {

    private record Words(Pattern words, String meaning) {
        private static Words of(String words, String meaning) {
            return new Words(Pattern.compile(words), meaning);
        }
    }

    private static final List<Words> CLASSES = List.of(
            Words.of("处罚|行政许可|许可证|强制|监督检查|(?i)penalt|licen[cs]e", "行政许可、处罚、强制、确认、征收、给付、裁决、补偿、奖励和监督检查信息"),
            Words.of("判决|裁判|被执行|案号|法院|(?i)judgment|court", "司法裁判及执行信息"),
            Words.of("经营异常|异常名录", "经营(活动)异常名录(状态)信息"),
            Words.of("严重违法|严重失信|黑名单", "严重失信主体名单信息"),
            Words.of("信用承诺", "信用承诺及其履行情况信息"),
            Words.of("信用评价", "信用评价结果信息"),
            Words.of("荣誉|表彰", "诚实守信相关荣誉信息"),
            Words.of("专利|商标|著作权|(?i)patent|trademark", "知识产权"),
            Words.of("登记机关|成立日期|注册资本|营业执照", "登记注册基本信息"));

    private static final List<Words> DEPARTMENTS = List.of(
            Words.of("发票|(?i)invoice", "invoice"),
            Words.of("处罚|(?i)penalt", "penalty"),
            Words.of("判决|裁判|被执行|案号|法院|(?i)judgment|court", "court"),
            Words.of("社保|社会保险|参保|养老保险|(?i)social_insurance", "social_insurance"),
            Words.of("公积金", "housing_fund"),
            Words.of("纳税|税额|税种|税务|(?i)\\btax|_tax", "tax"),
            Words.of("贷款|借款|信贷|信誉评级|银行|(?i)loan|credit", "bank"),
            Words.of("用电|用水|用气|电费|水费", "utility"),
            Words.of("专利|商标|(?i)patent|trademark", "intellectual_property"),
            Words.of("登记机关|成立日期|注册资本|经营范围|(?i)regist|opscope", "registry"));

    /** @param text names of the file and its columns */
    static Optional<String> catalogueClass(String text) {
        return first(CLASSES, text);
    }

    static Optional<String> department(String text) {
        return first(DEPARTMENTS, text);
    }

    private static Optional<String> first(List<Words> choices, String text) {
        return choices.stream()
                .filter(choice -> choice.words().matcher(text).find())
                .map(Words::meaning)
                .findFirst();
    }

    private LegalGuess() {}
}
