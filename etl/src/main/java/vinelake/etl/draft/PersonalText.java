package vinelake.etl.draft;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vinelake.core.identifier.CitizenNumber;
import vinelake.core.value.Texts;

/** Text that tells who somebody is, and text of the same form that tells nobody. */
final class PersonalText {

    private static final Pattern CITIZEN_WITHIN = Pattern.compile("(?<!\\d)[1-9]\\d{16}[0-9Xx](?!\\d)");
    private static final Pattern MOBILE = Pattern.compile("(?:\\+?86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}");
    private static final Pattern MOBILE_WITHIN = Pattern.compile("(?<!\\d)1[3-9]\\d{9}(?!\\d)");
    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");

    /** The hundred that 85 of 100 people bear, and the usual ones of two characters. */
    private static final Set<Integer> SURNAMES =
            ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
                    .codePoints()
                    .boxed()
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> LONG_SURNAMES =
            Set.of("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯");

    /** Citizen's identity number (公民身份号码). */
    static boolean isCitizenNumber(String text) {
        return CitizenNumber.isValid(Texts.halfWidth(text));
    }

    static boolean isMobilePhone(String text) {
        return MOBILE.matcher(Texts.halfWidth(text)).matches();
    }

    static boolean isEmail(String text) {
        return EMAIL.matcher(text).matches();
    }

    /** Two to four Chinese characters that begin with a usual surname. */
    static boolean isPersonName(String text) {
        int length = text.length();
        return length >= 2
                && length <= 4
                && text.codePoints().allMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
                && (length <= 3 && SURNAMES.contains((int) text.charAt(0))
                        || length >= 3 && LONG_SURNAMES.contains(text.substring(0, 2)));
    }

    /** Whether a longer text has somebody's number in it. */
    static boolean isWithin(String text) {
        return CITIZEN_WITHIN.matcher(text).find()
                || MOBILE_WITHIN.matcher(text).find()
                || EMAIL.matcher(text).find();
    }

    /**
     * Something of the same form that nobody has: there is no division 999999, and 某 is no given name.
     *
     * @param number of the example, from 0
     */
    static String madeUp(String text, int number) {
        if (isCitizenNumber(text)) {
            var first = "999999190001010" + "%02d".formatted(number + 1);
            return first + CitizenNumber.check(first);
        }
        if (isMobilePhone(text)) {
            return "1300000000" + number;
        }
        if (isEmail(text)) {
            return "somebody%d@example.cn".formatted(number);
        }
        if (isPersonName(text)) {
            return "张李王".charAt(number % 3) + "某";
        }
        // Digit for digit, letter for letter; a text in Chinese only says that it is one.
        if (text.codePoints().anyMatch(c -> c > 0x7F)) {
            return "（示例文字）";
        }
        return text.replaceAll("[0-9]", "0").replaceAll("[A-Z]", "A").replaceAll("[a-z]", "a");
    }

    private PersonalText() {}
}
