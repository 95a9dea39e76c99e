package vinelake.etl.draft;

import java.util.ArrayList;
import java.util.List;
import vinelake.core.value.Texts;

/** Which of the first columns, alone or together, tell the rows apart. A row that is there twice counts once. */
final class KeyGuess {

    /** Keys stand in front. */
    private static final int FIRST = 5;

    private final List<Candidate> candidates = new ArrayList<>();
    private final LongSet rows = new LongSet();
    private long count;

    /** Columns that may be a key, until a row refutes it. */
    private static final class Candidate {
        private final int[] columns;
        private final LongSet seen = new LongSet();
        private boolean isRefuted;

        private Candidate(int... columns) {
            this.columns = columns;
        }
    }

    KeyGuess(int width) {
        int first = Math.min(width, FIRST);
        for (int i = 0; i < first; i++) {
            candidates.add(new Candidate(i));
        }
        for (int i = 0; i + 1 < first; i++) {
            candidates.add(new Candidate(i, i + 1));
        }
        if (first >= 3) {
            candidates.add(new Candidate(0, 1, 2));
        }
    }

    void see(List<String> fields) {
        if (!rows.add(LongSet.hash(String.join("\u001F", fields), 0))) {
            return;
        }
        count++;
        for (var candidate : candidates) {
            if (candidate.isRefuted) {
                continue;
            }
            long hash = 0;
            for (int column : candidate.columns) {
                var value = Texts.strip(fields.get(column));
                if (value == null || NullWords.isCandidate(value)) {
                    candidate.isRefuted = true;
                    break;
                }
                hash = LongSet.hash(value, hash * 31 + column);
            }
            candidate.isRefuted |= !candidate.seen.add(hash);
        }
    }

    /** Rows that differ. */
    long count() {
        return count;
    }

    /** The columns of each key that no row refutes, single ones first. */
    List<int[]> keys() {
        return candidates.stream()
                .filter(candidate -> !candidate.isRefuted && count > 1)
                .map(candidate -> candidate.columns)
                .toList();
    }
}
