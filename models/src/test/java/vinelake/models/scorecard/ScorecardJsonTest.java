package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScorecardJsonTest {

    private static final FittedScorecard FITTED =
            FittedScorecard.fit(Made.sample(600, 41), Made.policy("turnover", "noise", "overdue"), 0.1);

    @Test
    void readsBackWhatItWroteToTheLastBit() {
        String json = ScorecardJson.write(FITTED);

        assertThat(ScorecardJson.read(json)).isEqualTo(FITTED);
        assertThat(ScorecardJson.write(ScorecardJson.read(json))).isEqualTo(json);
    }

    @Test
    void scoresAlikeAfterReading() {
        var card = ScorecardJson.read(ScorecardJson.write(FITTED)).card();

        for (double turnover = 0; turnover < 2_000; turnover += 1.7) {
            double[] values = {turnover, turnover / 1_000, turnover / 700};
            assertThat(card.score(values)).isEqualTo(FITTED.card().score(values));
        }
        double[] unknown = {Double.NaN, Double.NaN, Double.NaN};
        assertThat(card.score(unknown)).isEqualTo(FITTED.card().score(unknown));
    }

    @Test
    void writesNumbersOnlyAsNumbers() {
        assertThat(ScorecardJson.write(FITTED)).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void refusesAnotherFormatAndMissingOrUnknownFields() {
        String json = ScorecardJson.write(FITTED);

        assertThatThrownBy(() -> ScorecardJson.read(json.replace("vinelake-scorecard/1", "vinelake-scorecard/9")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the format is vinelake-scorecard/9");
        assertThatThrownBy(() -> ScorecardJson.read(json.replace("\"basePoints\"", "\"points\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the text is not a card");
        assertThatThrownBy(() -> ScorecardJson.read("{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the text is not a card");
    }
}
