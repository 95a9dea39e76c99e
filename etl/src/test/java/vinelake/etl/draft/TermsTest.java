package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    @ParameterizedTest
    @CsvSource({
        "统一社会信用代码, uscc",
        "纳税人名称, taxpayer_name",
        "罚款金额(元), fine_cny",
        "罚款金额（元）, fine_cny",
        "企业登记日期, enterprise_registered_on",
        "藤湖, teng_hu",
        "是否零申报, is_ling_filing",
        "LoanNr_ChkDgt, loan_nr_chk_dgt",
        "ANCHEYEAR, ancheyear",
        "2020年 收入, n_2020_year_revenue",
        "!!!, ''"
    })
    void givesEnglishNames(String header, String name) {
        assertThat(Terms.snake(header)).isEqualTo(name);
    }

    @Test
    void givesEachColumnANameOfItsOwnThatTheLakeDoesNotUse() {
        assertThat(Terms.columns(List.of("金额", "金额", "", "file", "日期")))
                .containsExactly("amount", "amount_2", "column_3", "file_value", "date_value");
    }
}
