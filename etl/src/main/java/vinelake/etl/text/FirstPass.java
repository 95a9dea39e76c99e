package vinelake.etl.text;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads files once before they are written: cuts them into parts at record boundaries, counts lines and records, and
 * hashes the rows.
 *
 * <p>The parts are read side by side. Where a part begins nobody knows whether the place lies within quotes; each guesses
 * that it does not and begins at the next line. Then the parts are gone through in order: the one before ends at a record's
 * end that is certain, and a part that began elsewhere is read again from there. So the guess costs time where it is
 * wrong, and nothing else.
 */
public final class FirstPass {

    private static final long PART_BYTES = 128L << 20;

    /** Up to here files are read where the plan is made: a job of Spark would take longer. */
    private static final long SMALL_BYTES = 8L << 20;

    private final SparkSession spark;
    private final RowParser parser;
    private final boolean isHashing;
    private final long partBytes;

    /** @param isHashing whether the rows' hashes are wanted */
    public FirstPass(SparkSession spark, RowParser parser, boolean isHashing) {
        this(spark, parser, isHashing, PART_BYTES);
    }

    FirstPass(SparkSession spark, RowParser parser, boolean isHashing, long partBytes) {
        this.spark = spark;
        this.parser = parser;
        this.isHashing = isHashing;
        this.partBytes = partBytes;
    }

    /** A file and where the contract's columns stand in it. */
    public record Source(TextFile file, Layout layout) implements Serializable {}

    /**
     * A part of a file and the hashes of its rows, in order.
     *
     * @param first halves of the hashes; both are 0 where a row is broken
     */
    public record ReadPart(TextPart part, long records, long[] first, long[] second) {}

    /** A stretch of a file, to be read. */
    private record Stretch(int file, Source source, long start, boolean isAtRecord, long end) implements Serializable {}

    /**
     * What was read.
     *
     * @param start where the first line began
     * @param end where the next one would
     * @param lines that ended in it; where it cannot be read, the line of the failure
     * @param failure why it cannot be read; null when it can
     */
    private record Reading(long start, long end, long lines, long records, long[] first, long[] second, String failure)
            implements Serializable {}

    /**
     * The parts of files, in order.
     *
     * @throws UnreadableFileException where a file cannot be split into records
     */
    public List<ReadPart> read(List<Source> sources) throws IOException {
        var stretches = new ArrayList<Stretch>();
        long bytes = 0;
        for (int i = 0; i < sources.size(); i++) {
            bytes += stretches(i, sources.get(i), stretches);
        }
        var readings = bytes <= SMALL_BYTES ? readHere(stretches) : readByTasks(stretches);
        var parts = new ArrayList<ReadPart>();
        int file = -1;
        long expected = 0;
        long lines = 0;
        long records = 0;
        for (int i = 0; i < stretches.size(); i++) {
            var stretch = stretches.get(i);
            if (stretch.file() != file) {
                file = stretch.file();
                expected = 0;
                lines = 0;
                records = 0;
            } else if (expected >= stretch.end()) {
                continue;
            }
            var reading = readings.set(i, null);
            if (expected > 0 && reading.start() != expected) {
                reading = read(
                        new Stretch(file, stretch.source(), expected, true, stretch.end()),
                        spark.sparkContext().hadoopConfiguration());
            }
            if (reading.failure() != null) {
                throw new UnreadableFileException(
                        stretch.source().file().name(),
                        "line %d: %s".formatted(lines + reading.lines(), reading.failure()));
            }
            var part = new TextPart(
                    file,
                    stretch.source().file(),
                    stretch.source().layout(),
                    expected,
                    stretch.end(),
                    lines,
                    records,
                    Verdicts.NONE);
            parts.add(new ReadPart(part, reading.records(), reading.first(), reading.second()));
            expected = reading.end();
            lines += reading.lines();
            records += reading.records();
        }
        return parts;
    }

    private long stretches(int file, Source source, List<Stretch> all) throws IOException {
        var path = new Path(source.file().location());
        long length = path.getFileSystem(spark.sparkContext().hadoopConfiguration())
                .getFileStatus(path)
                .getLen();
        if (!source.file().isByteWise()) {
            all.add(new Stretch(file, source, 0, true, Long.MAX_VALUE / 2));
            return length;
        }
        for (long start = 0; start == 0 || start < length; start += partBytes) {
            // The last part takes what would be a small one of its own.
            long end = length - start < partBytes * 3 / 2 ? length : start + partBytes;
            all.add(new Stretch(file, source, start, start == 0, end));
            if (end == length) {
                break;
            }
        }
        return length;
    }

    private List<Reading> readHere(List<Stretch> stretches) throws IOException {
        var readings = new ArrayList<Reading>();
        for (var stretch : stretches) {
            readings.add(read(stretch, spark.sparkContext().hadoopConfiguration()));
        }
        return readings;
    }

    private List<Reading> readByTasks(List<Stretch> stretches) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        var pass = new Task(parser, isHashing);
        return new ArrayList<>(context.parallelize(stretches, stretches.size())
                .map(stretch -> pass.read(stretch, configuration.value()))
                .collect());
    }

    private Reading read(Stretch stretch, Configuration configuration) throws IOException {
        return new Task(parser, isHashing).read(stretch, configuration);
    }

    private record Task(RowParser parser, boolean isHashing) implements Serializable {

        private Reading read(Stretch stretch, Configuration configuration) throws IOException {
            var own = parser.copy();
            var rows = own.rows(1);
            var first = new Longs();
            var second = new Longs();
            long start = stretch.start();
            try (var reader = new RecordReader(
                    stretch.source().file(), configuration, stretch.start(), stretch.isAtRecord(), stretch.end())) {
                start = stretch.isAtRecord() ? stretch.start() : reader.position();
                while (reader.next()) {
                    if (isHashing) {
                        rows.clear();
                        own.parse(reader, stretch.source().layout(), rows, 0);
                        first.add(own.firstHash());
                        second.add(own.secondHash());
                    }
                }
                return new Reading(
                        start, reader.position(), reader.lines(), reader.records(), first.all(), second.all(), null);
            } catch (RecordReader.SplitException e) {
                return new Reading(start, -1, e.line(), 0, new long[0], new long[0], e.getMessage());
            }
        }
    }

    /** Longs that grow at their end. */
    private static final class Longs {

        private long[] array = new long[1 << 10];
        private int length;

        private void add(long value) {
            if (length == array.length) {
                array = Arrays.copyOf(array, 2 * length);
            }
            array[length++] = value;
        }

        private long[] all() {
            return Arrays.copyOf(array, length);
        }
    }
}
