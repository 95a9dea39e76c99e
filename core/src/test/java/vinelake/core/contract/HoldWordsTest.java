package vinelake.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences are those of lines of a ledger. */
class HoldWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tax/a.csv: line 1: columns missing 销售额; unexpected 应税销售额. Allowed are those that the contract maps or names in ignoredColumns. If 应税销售额 is what 销售额 was: physicalName: "应税销售额" for the column of 销售额 | tax/a.csv 第 1 行：列与契约不符：缺少销售额；多出应税销售额。如“应税销售额”就是原来的“销售额”，在契约中将“销售额”一列改为 physicalName: "应税销售额"；否则请部门按原列名重报。
            tax/a.csv: line 2: columns unexpected 备注, 经办. Allowed are those that the contract maps or names in ignoredColumns. If they are not wanted: { property: ignoredColumns, value: ["备注", "经办"] } | tax/a.csv 第 2 行：列与契约不符：多出备注、经办。如不需要这些列，在契约的 customProperties 中写明 { property: ignoredColumns, value: ["备注", "经办"] }；如需要，在契约中增加列。
            tax/a.csv: line 1: columns missing 销售额, 税额. Allowed are those that the contract maps or names in ignoredColumns | tax/a.csv 第 1 行：列与契约不符：缺少销售额、税额。请部门按约定的列重报。
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
            contracts/tax/filing.odcs.yaml: sales_cny: is string, and the lake has it as decimal(18,2). Allowed: the type that is stored, or more digits before the point of a decimal. Give the new one a column of another name | contracts/tax/filing.odcs.yaml: sales_cny：契约中是 string，湖中已有的是 decimal(18,2)。恢复原来的类型，新类型另起列名；小数只可增加小数点前的位数。
            """)
    void saysItInChinese(String reason, String chinese) {
        assertThat(HoldWords.of(reason, Optional.empty())).containsExactly(chinese);
    }

    @Test
    void saysEachReasonAndLeavesWhatIsUnknown() {
        var two =
                "a: 1 rows, the manifest declares 2. Allowed: as many as declared. Ask the sender to deliver it again; "
                        + "few: the number of refused rows is 2. Allowed: at most 1 (少). Ask the sender, then deliver anew, accept or reject";
        assertThat(HoldWords.of(two, Optional.empty()))
                .containsExactly("a：有 1 行，清单申报 2 行。请部门核对后重报。", "隔离行数为 2，约定不超过 1（少）。向部门核实后，接收、拒收或请部门重报。");
        assertThat(HoldWords.of("of an earlier version; with a separator", Optional.empty()))
                .containsExactly("of an earlier version; with a separator");
    }

    /** Every reason is found by its own text, with file and line, and by no other's. */
    @ParameterizedTest
    @EnumSource
    void findsEachReasonByItsText(HoldReason reason) {
        var text = reason.text(1, 2, 3, 4, 5);
        for (var where : List.of("", "tax/a.csv: ", "tax/a.csv: line 7: ")) {
            var found = List.of(HoldReason.values()).stream()
                    .flatMap(r -> r.find(where + text).stream())
                    .toList();
            assertThat(found).extracting(HoldReason.Found::reason).containsExactly(reason);
        }
        if (reason != HoldReason.BROKEN_PROMISE) {
            assertThat(HoldWords.of("tax/a.csv: " + text, Optional.empty()).get(0))
                    .startsWith("tax/a.csv：")
                    .doesNotContain("Allowed");
        }
    }
}
