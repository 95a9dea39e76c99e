package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestBenchmarkTest {

    private static final Counts PLANTED = new Counts(1_000, 985, 10, 5);

    @ParameterizedTest
    @ValueSource(strings = {IngestBenchmark.OURS, IngestBenchmark.DUCKDB})
    void failsWhenSomebodyCountsOtherwiseThanWasPlanted(String name) {
        assertThatCode(() -> IngestBenchmark.requirePlanted(name, PLANTED, new Counts(1_000, 985, 10, 5)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> IngestBenchmark.requirePlanted(name, PLANTED, new Counts(1_000, 986, 10, 4)))
                .isInstanceOf(IngestBenchmark.DisagreementException.class)
                .hasMessageContainingAll(name, "986", "985");
    }

    @Test
    void failsWhenACopyHasLostARow() {
        assertThatCode(() -> IngestBenchmark.requirePlanted(
                        IngestBenchmark.SPARK_COPY, PLANTED, new Counts(1_000, 1_000, 0, 0)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        IngestBenchmark.requirePlanted(IngestBenchmark.SPARK_COPY, PLANTED, new Counts(999, 999, 0, 0)))
                .isInstanceOf(IngestBenchmark.DisagreementException.class);
    }

    @Test
    void letsEverybodyRunFirstOnceInThreeRounds() {
        var names = List.of("a", "b", "c");
        assertThat(IngestBenchmark.rotated(names, 0)).containsExactly("a", "b", "c");
        assertThat(IngestBenchmark.rotated(names, 1)).containsExactly("b", "c", "a");
        assertThat(IngestBenchmark.rotated(names, 2)).containsExactly("c", "a", "b");
        assertThat(IngestBenchmark.rotated(names, 3)).containsExactly("a", "b", "c");
    }
}
