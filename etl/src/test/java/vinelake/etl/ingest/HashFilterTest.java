package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashFilterTest {

    private static final int SHARES = 16;
    private static final int COUNT = 20_000;

    /** Whatever its size, and although several threads give it their shares at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 256})
    void neverDeniesAHashThatItWasGivenAndMostOthersWhenItIsLarge(int times) {
        var filter = new HashFilter(times * HashFilter.least());
        var random = new Random(times);
        var shares = IntStream.range(0, SHARES)
                .mapToObj(i -> random.longs(2 * COUNT).toArray())
                .toList();

        shares.parallelStream().forEach(filter::add);

        for (var pairs : shares) {
            for (int i = 0; i < pairs.length; i += 2) {
                assertThat(filter.mayHave(pairs[i])).isTrue();
            }
        }
        long wrong = random.longs(100_000).filter(filter::mayHave).count();
        // 256 times is 50 bits for each hash: less than one in a thousand passes.
        assertThat(wrong).isLessThan(times == 256 ? 100 : 100_001);
    }
}
