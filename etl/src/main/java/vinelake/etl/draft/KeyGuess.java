package vinelake.etl.draft;

import java.util.ArrayList;
import java.util.List;
import vinelake.core.value.Texts;

/**
 * Which of the first columns, alone or together, tell the rows of a file apart. A row that is there twice counts once. Where
 * the keys of a file are in the one before, too, each file is the whole state.
 */
final class KeyGuess {

    /** Keys stand in front. */
    private static final int FIRST = 5;

    private final List<Candidate> candidates = new ArrayList<>();
    private LongSet rows = new LongSet();
    private long count;
    private int file;

    /** Columns that may be a key, until a row refutes it. */
    private static final class Candidate {
        private final int[] columns;
        private LongSet before = new LongSet();
        private LongSet seen = new LongSet();
        private boolean isRefuted;
        private long later;
        private long again;

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

    /** @param of the file that the row is in; files come one after the other */
    void see(int of, List<String> fields) {
        if (of != file) {
            file = of;
            rows = new LongSet();
            candidates.forEach(candidate -> {
                candidate.before = candidate.seen;
                candidate.seen = new LongSet();
            });
        }
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
            if (of > 0) {
                candidate.later++;
                candidate.again += candidate.before.has(hash) ? 1 : 0;
            }
        }
    }

    /** Rows that differ. */
    long count() {
        return count;
    }

    /** Of the rows after the first file, those whose key the file before has. */
    double shareAgain(int column) {
        return candidates.stream()
                .filter(candidate -> candidate.columns.length == 1 && candidate.columns[0] == column)
                .mapToDouble(candidate -> candidate.later == 0 ? 0 : (double) candidate.again / candidate.later)
                .findFirst()
                .orElse(0);
    }

    /** The columns of each key that no row refutes, single ones first. */
    List<int[]> keys() {
        return candidates.stream()
                .filter(candidate -> !candidate.isRefuted && count > 1)
                .map(candidate -> candidate.columns)
                .toList();
    }
}
