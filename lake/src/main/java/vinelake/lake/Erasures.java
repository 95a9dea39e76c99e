package vinelake.lake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import vinelake.core.table.Tables;

/** The record of what was erased. Each line is written before what it tells is done, and is there once. */
public final class Erasures {

    /** How far an erasure has come. */
    public enum Step {
        BEGUN,
        REMOVED,
        DONE
    }

    /** What an erasure is for. */
    public enum Kind {
        SUBJECT,
        RETENTION
    }

    /**
     * A line.
     *
     * @param subjectHash keyed hash of the subject's code; empty for retention, and in a hub without a key
     * @param place what rows are removed of; of the step {@link Step#REMOVED} only
     * @param releases that are touched; of the step {@link Step#BEGUN} only
     */
    public record Line(
            String erasureId,
            Step step,
            Kind kind,
            Optional<String> subjectId,
            Optional<String> subjectHash,
            Optional<String> place,
            long rows,
            List<String> releases,
            String reason,
            String by,
            Instant at) {

        /** A line of the same erasure. */
        public Line then(Step next, Optional<String> where, long count) {
            return new Line(erasureId, next, kind, subjectId, subjectHash, where, count, List.of(), reason, by, at);
        }

        private Row toRow() {
            return RowFactory.create(
                    erasureId,
                    step.name().toLowerCase(Locale.ROOT),
                    kind.name().toLowerCase(Locale.ROOT),
                    subjectId.orElse(null),
                    subjectHash.orElse(null),
                    place.orElse(null),
                    rows,
                    releases.toArray(),
                    reason,
                    by,
                    Timestamp.from(at));
        }

        private static Line of(Row row) {
            return new Line(
                    row.getString(0),
                    Step.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                    Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                    Optional.ofNullable(row.getString(3)),
                    Optional.ofNullable(row.getString(4)),
                    Optional.ofNullable(row.getString(5)),
                    row.getLong(6),
                    row.getList(7),
                    row.getString(8),
                    row.getString(9),
                    row.getTimestamp(10).toInstant());
        }
    }

    private final Lake lake;

    public Erasures(Lake lake) {
        this.lake = lake;
    }

    /** All lines, in order. */
    public List<Line> all() {
        return lake.read(Tables.ERASURE).collectAsList().stream()
                .map(Line::of)
                .sorted(Comparator.comparing(Line::at)
                        .thenComparing(Line::erasureId)
                        .thenComparing(Line::step)
                        .thenComparing(line -> line.place().orElse("")))
                .toList();
    }

    /** The first lines of those that were begun and not done. */
    public List<Line> unfinished() {
        var all = all();
        var done = all.stream()
                .filter(line -> line.step() == Step.DONE)
                .map(Line::erasureId)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(line -> line.step() == Step.BEGUN && !done.contains(line.erasureId()))
                .toList();
    }

    /** The lines of an erasure. */
    public List<Line> of(String erasureId) {
        return all().stream().filter(line -> line.erasureId().equals(erasureId)).toList();
    }

    /** What an id names is in order: a run whose hub has erased something since makes other tables of the same deliveries. */
    public List<String> ids() {
        return all().stream()
                .filter(line -> line.step() == Step.BEGUN)
                .map(Line::erasureId)
                .sorted()
                .toList();
    }

    /** The ids of the subjects that were erased. */
    public Set<String> subjects() {
        return all().stream().flatMap(line -> line.subjectId().stream()).collect(Collectors.toSet());
    }

    /** Writes a line, once for each erasure, step and place: tried again, the first one stands. */
    public void enter(Line line) {
        lake.create(Tables.ERASURE);
        var rows = lake.spark()
                .createDataFrame(List.of(line.toRow()), Lake.schema(Tables.ERASURE))
                .coalesce(1);
        var transaction = "erasure:%s:%s:%s"
                .formatted(line.erasureId(), line.step(), line.place().orElse(""));
        lake.append(Tables.ERASURE, rows, new CommitNote(transaction, "{}"));
    }
}
