package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlNamesTest {

    @Test
    void findsTheNamesOfAFormula() {
        assertThat(SqlNames.of("CASE WHEN a_12m > 0 AND b IS NOT NULL THEN (a_12m - b) / Sales_CNY ELSE 1.5e3 END"))
                .containsExactly("a_12m", "b", "sales_cny");
    }

    @Test
    void takesNoFunctionTextNumberParameterOrCommentForAName() {
        assertThat(SqlNames.of("""
                        nullif(x, 0) + coalesce (y, 10BD) + `z` -- w
                        /* v */ * CAST(if(s = 'it''s u', :observed_on, "t") AS DOUBLE)""")).containsExactly("x", "y", "z", "s");
    }
}
