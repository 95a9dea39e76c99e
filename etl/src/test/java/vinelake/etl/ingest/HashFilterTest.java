package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashFilterTest {

    private static final int SHARES = 16;
    private static final int COUNT = 20_000;

    private final Random random = new Random(1);

    /** Whatever its size, and although several threads give it their shares at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 256})
    void neverDeniesAHashThatItWasGiven(int times) {
        var shares = shares();
        var filter = filter(times, shares);

        for (var pairs : shares) {
            for (int i = 0; i < pairs.length; i += 2) {
                assertThat(filter.mayHave(pairs[i])).isTrue();
            }
        }
    }

    @Test
    void deniesNearlyAllOthersWhenItIsLarge() {
        // 50 bits for each hash.
        var filter = filter(256, shares());

        assertThat(random.longs(100_000).filter(filter::mayHave).count()).isLessThan(100);
    }

    private List<long[]> shares() {
        return IntStream.range(0, SHARES)
                .mapToObj(i -> random.longs(2 * COUNT).toArray())
                .toList();
    }

    private static HashFilter filter(int times, List<long[]> shares) {
        var filter = new HashFilter(times * HashFilter.least());
        shares.parallelStream().forEach(filter::add);
        return filter;
    }
}
