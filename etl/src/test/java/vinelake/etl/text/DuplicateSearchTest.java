package vinelake.etl.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.util.sketch.BloomFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.etl.text.FirstPass.ReadPart;

class DuplicateSearchTest {

    private static final int PART = 300_000;

    private record Hash(long first, long second) {}

    /** Of two in the batch the first is new; of one in the lake none is; a broken row, of hash 0, is nobody's repeat. */
    @ParameterizedTest
    @CsvSource({"1000, 1", "1500000, 2", "1500000, 7"})
    void judgesAsASetOfHashesDoes(int rows, int shares) {
        var random = new Random(rows + shares);
        var hashes = IntStream.range(0, rows).mapToObj(i -> hash(random, rows)).toList();
        var earlier = new HashSet<Hash>();
        for (int i = 0; i < rows / 5; i++) {
            earlier.add(hash(random, rows));
        }

        var judged = DuplicateSearch.judge(parts(hashes), batch -> pairs(earlier, batch.get()), shares);

        var seen = new HashSet<>(earlier);
        int wrong = 0;
        int duplicates = 0;
        for (int i = 0; i < rows; i++) {
            boolean isBroken = hashes.get(i).equals(new Hash(0, 0));
            boolean isNew = isBroken || seen.add(hashes.get(i));
            int verdict = judged.get(i / PART).verdicts().get(i % PART);
            wrong += verdict == (isNew ? Verdicts.NEW : Verdicts.DUPLICATE) ? 0 : 1;
            duplicates += isNew ? 0 : 1;
        }
        assertEquals(0, wrong, "of %d rows, %d of them repeated".formatted(rows, duplicates));
    }

    /** Often one half agrees where the other does not; also halves at the edges of a share. */
    private static Hash hash(Random random, int rows) {
        if (random.nextInt(100) == 0) {
            return new Hash(0, 0);
        }
        int value = random.nextInt(rows);
        return new Hash(half(random, value), half(random, -1 - value - random.nextInt(2)));
    }

    private static long half(Random random, int value) {
        long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        return random.nextInt(2000) == 0 ? edges[random.nextInt(edges.length)] : new SplittableRandom(value).nextLong();
    }

    private static List<ReadPart> parts(List<Hash> hashes) {
        var parts = new ArrayList<ReadPart>();
        for (int from = 0; from < hashes.size(); from += PART) {
            var own = hashes.subList(from, Math.min(from + PART, hashes.size()));
            parts.add(new ReadPart(
                    new TextPart(0, null, null, 0, 0, 0, from, Verdicts.NONE),
                    own.size(),
                    own.stream().mapToLong(Hash::first).toArray(),
                    own.stream().mapToLong(Hash::second).toArray()));
        }
        return parts;
    }

    private static List<long[]> pairs(Set<Hash> hashes, BloomFilter batch) {
        return hashes.stream()
                .filter(h -> batch.mightContainLong(h.first()))
                .map(h -> new long[] {h.first(), h.second()})
                .toList();
    }
}
