package vinelake.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences are those of lines of a ledger. */
class HoldWordsTest {

    private static final Optional<Contract> NO_CONTRACT = Optional.empty();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tax/a.csv: line 1: columns missing 销售额; unexpected 应税销售额. Allowed are those that the contract maps or names in ignoredColumns. If 应税销售额 is what 销售额 was: physicalName: "应税销售额" for the column of 销售额 | tax/a.csv 第 1 行：列与契约不符：缺少“销售额”；多出“应税销售额”。如“应税销售额”就是原来的“销售额”，在契约中将“销售额”一列改为 physicalName: "应税销售额"；否则请部门按原列名重报。
            tax/a.csv: line 2: columns unexpected 备注, 经办. Allowed are those that the contract maps or names in ignoredColumns. If they are not wanted: { property: ignoredColumns, value: ["备注", "经办"] } | tax/a.csv 第 2 行：列与契约不符：多出“备注”、“经办”。如不需要这些列，在契约的 customProperties 中写明 { property: ignoredColumns, value: ["备注", "经办"] }；如需要，在契约中增加列。
            tax/a.csv: line 1: columns missing 销售额, 税额. Allowed are those that the contract maps or names in ignoredColumns | tax/a.csv 第 1 行：列与契约不符：缺少“销售额”、“税额”。请部门按约定的列重报。
            usual_rows: the number of rows is 381. Allowed: 950 to 1050 (每月约一千行). Ask the sender, then deliver anew, accept or reject | 行数比通常最少时还少 60%（本次 381 行，通常 950–1,050 行）。向部门核实后，接收、拒收或请部门重报。
            usual_rows: the number of rows is 2100. Allowed: 950 to 1050 (每月约一千行). Ask the sender, then deliver anew, accept or reject | 行数比通常最多时还多 100%（本次 2,100 行，通常 950–1,050 行）。向部门核实后，接收、拒收或请部门重报。
            near_usual: the number of rows in percent of the usual is 38. Allowed: 50 to 200 (行数与近几次相近). Ask the sender, then deliver anew, accept or reject | 比近几次通常的行数少 62%，约定为 50%–200%（行数与近几次相近）。向部门核实后，接收、拒收或请部门重报。
            few_refused: the percentage of refused rows is 45. Allowed: at most 30 (不合格行不超过百分之三十). Ask the sender, then deliver anew, accept or reject | 隔离行所占比例为 45%，约定不超过 30%（不合格行不超过百分之三十）。向部门核实后，接收、拒收或请部门重报。
            code_filled: the number of rows without code is 12. Allowed: 0 (代码必填). Ask the sender, then deliver anew, accept or reject | “code”为空的行数为 12，约定为 0（代码必填）。向部门核实后，接收、拒收或请部门重报。
            sums: the figure of its query is no number. Allowed: 0 (合计; 与税务局一致). Ask the sender, then deliver anew, accept or reject | 核对查询没有得出数字，约定为 0（合计; 与税务局一致）。向部门核实后，接收、拒收或请部门重报。
            tax/a.csv: 20 rows, the manifest declares 21. Allowed: as many as declared. Ask the sender to deliver it again | tax/a.csv：有 20 行，清单申报 21 行。请部门核对后重报。
            tax/a.zip: has a password. Deliver it without one | tax/a.zip：压缩包有密码。请部门取消密码后重报。
            tax/a.csv: line 17: the quote that opens here is never closed. Close it, or set the contract's quote to none | tax/a.csv 第 17 行：这里开始的引号没有结束。请部门补上引号后重报；如不用引号，在契约中将 quote 设为 none。
            tax/a.xml: line 3, column 9: is no well-formed XML. Deliver the file anew, or correct the contract's format | tax/a.xml 第 3 行：不是完整的 XML。请部门重报，或修改契约中的格式。
            contracts/tax/filing.odcs.yaml: column sales_cny: is string, and the lake has it as decimal(18,2). Allowed: the type that is stored, or more digits before the point of a decimal. Give the new one a column of another name | contracts/tax/filing.odcs.yaml，字段 sales_cny：契约中是 string，湖中已有的是 decimal(18,2)。恢复原来的类型，新类型另起列名；小数只可增加小数点前的位数。
            contracts/tax/filing.odcs.yaml: mode: is append, and the lake's rows are of a mode that ends keys. Allowed: the mode that the records were taken in by. Draft a dataset of another name | contracts/tax/filing.odcs.yaml：契约的入湖方式改为“追加新记录”，与湖中已有记录的方式不同。恢复原来的方式，或另起数据集名称。
            tax/a.csv: line 1: columns missing 销售额, and 37 more; unexpected #3. Allowed are those that the contract maps or names in ignoredColumns | tax/a.csv 第 1 行：列与契约不符：缺少“销售额”，另有 37 个；多出第 3 列。请部门按约定的列重报。
            tax/a.csv: claimed by tax/filing and tax/refund. Allowed: one contract per file. Narrow their paths | tax/a.csv：有多个契约都约定收取这个文件：tax/filing、tax/refund。修改这些契约的 path，使每个文件只属于一个契约。
            tax/a_20260231.csv: the date in its name is not in the calendar. Allowed: yyyy-MM-dd, yyyyMMdd, yyyy-MM, yyyyMM | tax/a_20260231.csv：文件名中的日期不存在。请部门更正文件名中的日期后重报，写法为 yyyy-MM-dd、yyyyMMdd、yyyy-MM 或 yyyyMM。
            tax/a.csv: by the paths of its contract's versions it speaks for 2026-05-31 and 2026-06-30. Allowed: one date. Narrow their paths | tax/a.csv：按契约各版本的 path，文件的数据日期不止一个：2026-05-31、2026-06-30。修改各版本的 path，使每个文件只有一个数据日期。
            tax/a.csv: cannot be read: AccessDenied | tax/a.csv：无法读取：没有读取权限。检查文件、权限和存储后再次刷新。
            tax/pipe: cannot be read: it is no file | tax/pipe：无法读取：不是普通文件。检查文件、权限和存储后再次刷新。
            exchange/permit/permit: changedAt is 'changed', which is no column. Allowed: code, 许可内容, fee | exchange/permit/permit：前置库中没有 changedAt 指定的列“changed”，现有的列：“code”、“许可内容”、“fee”。修改契约的 changedAt。
            exchange/permit/permit: changedAt is 'code', of type text. Allowed: a timestamp, a date or a number | exchange/permit/permit：changedAt 指定的列“code”是 text 类型，应为时间、日期或数字。修改契约的 changedAt。
            exchange/permit/permit: jdbc:postgresql://db:5432/front: SQL state 57014. Look it up in the database's log | exchange/permit/permit: jdbc:postgresql://db:5432/front：前置库取数出错，SQL 状态码 57014。在前置库的日志中查明原因。
            exchange/permit/permit: jdbc:postgresql://db:5432/front: FATAL: database "front" does not exist | exchange/permit/permit：不能从前置库 db:5432/front 取数：FATAL: database "front" does not exist。核对契约中前置库的地址、库名、表名和账号权限；网络或服务器的问题，请前置库的管理员处理。
            """)
    void saysItInChinese(String reason, String chinese) {
        assertThat(HoldWords.of(reason, NO_CONTRACT)).containsExactly(chinese);
    }

    @Test
    void saysEachReasonAndLeavesWhatIsUnknown() {
        var two =
                "a: 1 rows, the manifest declares 2. Allowed: as many as declared. Ask the sender to deliver it again; "
                        + "few: the number of refused rows is 2. Allowed: at most 1 (少). Ask the sender, then deliver anew, accept or reject";
        assertThat(HoldWords.of(two, NO_CONTRACT))
                .containsExactly("a：有 1 行，清单申报 2 行。请部门核对后重报。", "隔离行数为 2，约定不超过 1（少）。向部门核实后，接收、拒收或请部门重报。");
        assertThat(HoldWords.of("of an earlier version; with a separator", NO_CONTRACT))
                .containsExactly("of an earlier version; with a separator");
    }

    @Test
    void saysWhatFollowsWhatIsUnknown() {
        assertThat(HoldWords.of(
                        "of an earlier version; tax/a.zip: has a password. Deliver it without one", NO_CONTRACT))
                .containsExactly("of an earlier version", "tax/a.zip：压缩包有密码。请部门取消密码后重报。");
    }

    /** Every reason is found by its own text with its arguments, with file and line, and by no other's. */
    @ParameterizedTest
    @EnumSource
    void findsEachReasonByItsText(HoldReason reason) {
        var text = reason.text(1, 2, 3, 4, 5);
        for (var where : List.of("", "tax/a.csv: ", "tax/a.csv: line 7: ")) {
            var found = found(where + text);
            assertThat(found).extracting(HoldReason.Found::reason).containsExactly(reason);
            if (reason != HoldReason.BROKEN_PROMISE) {
                assertThat(found.get(0).file().isPresent()).isEqualTo(!where.isEmpty());
                assertThat(found.get(0).line()).isEqualTo(where.contains("7") ? Optional.of("7") : Optional.empty());
            }
            // A promise is about no file: what stands before it would be its rule.
            assertThat(reason.text(asTheyAre(found.get(0).arguments())))
                    .isEqualTo(reason == HoldReason.BROKEN_PROMISE ? where + text : text);
        }
        if (reason != HoldReason.BROKEN_PROMISE) {
            assertThat(HoldWords.of("tax/a.csv: " + text, NO_CONTRACT).get(0))
                    .startsWith("tax/a.csv：")
                    .doesNotContain("Allowed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsEachReasonBeforeAndAfterAnother(HoldReason reason) {
        var one = reason == HoldReason.BROKEN_PROMISE
                ? reason.text("few", "the number of refused rows", 2, "at most 1", "少")
                : "tax/a.csv: " + reason.text(1, 2, 3, 4, 5);
        var other = "tax/b.zip: has a password. Deliver it without one";
        var told = HoldWords.of(one, NO_CONTRACT).get(0);
        var toldOther = HoldWords.of(other, NO_CONTRACT).get(0);

        assertThat(HoldWords.of(one + "; " + other, NO_CONTRACT)).containsExactly(told, toldOther);
        assertThat(HoldWords.of(other + "; " + one, NO_CONTRACT)).containsExactly(toldOther, told);
    }

    @Test
    void whatAHeaderQuotesIsNoReason() {
        var field = "a; x: y is %s. Allowed: 2 (v). Ask the sender, then deliver anew, accept or reject; b";
        for (var figure : List.of("z", "1", "no number", "1E999999999")) {
            var text =
                    "tax/a.csv: line 1: " + HoldReason.OTHER_COLUMNS.text("unexpected " + field.formatted(figure), "");
            assertThat(HoldWords.of(text, NO_CONTRACT)).hasSize(1).first(STRING).startsWith("tax/a.csv 第 1 行：列与契约不符：");
        }
    }

    /** Each of these took minutes where a sentence was sought in more than one way. */
    @Test
    void readsWhatIsMadeToBeSlow() {
        for (var piece : List.of(
                "; : x is y. Allowed: z (w",
                "; x",
                ": is a, and the lake has it as ",
                ": line 1: ",
                ": columns missing a. Allowed are those that the contract maps or names in ignoredColumns",
                ". If a is what b was: physicalName: \"")) {
            var text = "a.csv: line 1: " + piece.repeat(100_000 / piece.length());
            assertThat(String.join("; ", HoldWords.of(text, NO_CONTRACT))).isNotEmpty();
            assertThat(HoldWords.of(
                            "a.csv: line 1: " + HoldReason.OTHER_COLUMNS.text("missing " + piece.repeat(100), piece),
                            NO_CONTRACT))
                    .isNotEmpty();
        }
    }

    /** Pieces of all sentences in any order: nothing is thrown, and nothing takes long. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void readsPiecesOfAllSentences(long seed) {
        var random = new Random(seed);
        var reasons = HoldReason.values();
        var text = new StringBuilder();
        while (text.length() < 100_000) {
            var sentence = reasons[random.nextInt(reasons.length)].text(
                    number(random), number(random), number(random), number(random), number(random));
            int from = random.nextInt(sentence.length());
            text.append(random.nextBoolean() ? sentence : sentence.substring(from))
                    .append(List.of("; ", ": ", "", " to ", "; line 1: ").get(random.nextInt(5)));
        }

        assertThat(HoldWords.of(text.toString(), NO_CONTRACT)).hasSizeGreaterThan(100);
    }

    /** What a promise may have where its figure or its bound is. */
    @Test
    void neverThrowsAtAPromise() {
        var odd = List.of(
                "", "x", "1E999999999", "-", "1.", "1 to", " to ", "1 to 2 to 3", "at most ", "at most x", "NaN");
        for (var subject : List.of("the number of rows", "the number of rows in percent of the usual", "x")) {
            for (var figure : List.of("", "x", "1E999999999", "no number", "12")) {
                for (var bound : odd) {
                    var text = HoldReason.BROKEN_PROMISE.text(SetRule.USUAL_ROWS, subject, figure, bound, "d");
                    assertThat(HoldWords.of(text, NO_CONTRACT)).containsExactly(text);
                }
            }
        }
    }

    @Test
    void quotesNamesInShort() {
        assertThat(HoldReason.quoted(List.of("销售额", "税额"))).isEqualTo("销售额, 税额");
        assertThat(HoldReason.quoted("a\r\nb;  c")).isEqualTo("a b;c");
        assertThat(HoldReason.quoted("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(HoldReason.quoted("x".repeat(81))).isEqualTo("x".repeat(79) + "…");
        // A character of two halves is not cut in two.
        assertThat(HoldReason.quoted("x".repeat(78) + "\uD840\uDC00xx")).isEqualTo("x".repeat(78) + "…");
        assertThat(HoldReason.quoted(Collections.nCopies(57, "x")))
                .endsWith("x, x, and 37 more")
                .hasSize(71);
    }

    private static List<HoldReason.Found> found(String text) {
        return Stream.of(HoldReason.values())
                .flatMap(reason -> reason.find(text).stream())
                .toList();
    }

    /** Digits as numbers again. */
    private static Object[] asTheyAre(List<String> arguments) {
        return arguments.stream()
                .map(text -> text.matches("\\d+") ? (Object) Integer.valueOf(text) : text)
                .toArray();
    }

    private static int number(Random random) {
        return random.nextInt(1_000);
    }
}
