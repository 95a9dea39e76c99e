package vinelake.models.scorecard;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which row is held out in which fold: keys with a bad row and keys without are dealt out in turn, each in the order of
 * the keys' hashes. Rows with the same key stay together, and the order of the rows changes nothing.
 */
record Folds(int count, List<Integer> foldOfRow) {

    static Folds of(Sample sample, int count) {
        if (count < 2 || count > Sample.MIN_EVENTS) {
            throw new IllegalArgumentException(
                    "cross-validation: %d folds. 2 to %d are allowed, so that each holds an event. Change folds in the policy."
                            .formatted(count, Sample.MIN_EVENTS));
        }
        Map<String, Boolean> isBad = new HashMap<>();
        for (int row = 0; row < sample.rows(); row++) {
            isBad.merge(sample.keys().get(row), sample.bad()[row], Boolean::logicalOr);
        }
        Map<String, Integer> foldOfKey = new HashMap<>();
        List<String> goods = shuffled(isBad, false);
        List<String> bads = shuffled(isBad, true);
        // From opposite ends, so that the first folds do not get the remainders of both.
        IntStream.range(0, goods.size()).forEach(i -> foldOfKey.put(goods.get(i), i % count));
        IntStream.range(0, bads.size()).forEach(i -> foldOfKey.put(bads.get(i), count - 1 - i % count));
        return new Folds(count, sample.keys().stream().map(foldOfKey::get).toList());
    }

    private static List<String> shuffled(Map<String, Boolean> isBad, boolean bad) {
        return isBad.keySet().stream()
                .filter(k -> isBad.get(k) == bad)
                .sorted(Comparator.comparingLong(SplitMix::hash).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    int[] heldOut(int fold) {
        return IntStream.range(0, foldOfRow.size())
                .filter(row -> foldOfRow.get(row) == fold)
                .toArray();
    }

    int[] others(int fold) {
        return IntStream.range(0, foldOfRow.size())
                .filter(row -> foldOfRow.get(row) != fold)
                .toArray();
    }
}
