package vinelake.etl.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowHashesTest {

    private record Hash(long first, long second) {}

    /** Often one half agrees where the other does not; also halves at the edges of a share. */
    @Test
    void isASetOfPairs() {
        var random = new Random(3);
        var hashes = new RowHashes();
        var expected = new HashSet<Hash>();
        int wrong = 0;
        for (int i = 0; i < 1_500_000; i++) {
            int value = random.nextInt(1_000_000);
            var hash = new Hash(half(random, value), half(random, -1 - value - random.nextInt(2)));
            if ((hash.first() | hash.second()) != 0) {
                wrong += hashes.contains(hash.first(), hash.second()) == expected.contains(hash) ? 0 : 1;
                wrong += hashes.add(hash.first(), hash.second()) == expected.add(hash) ? 0 : 1;
            }
        }
        assertEquals(0, wrong);
    }

    private static long half(Random random, int value) {
        long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        return random.nextInt(2000) == 0 ? edges[random.nextInt(edges.length)] : new SplittableRandom(value).nextLong();
    }
}
