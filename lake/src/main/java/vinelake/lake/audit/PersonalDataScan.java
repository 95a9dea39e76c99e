package vinelake.lake.audit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Looks for personal data in clear in files as they lie: every file of every table, also those that no version of it
 * names any more, and the logs and reports beside them.
 */
public final class PersonalDataScan {

    private static final String LOG_FOLDER = "/_delta_log/";

    /** What is found of a value that was given. */
    public static final String KNOWN = PersonalValues.KNOWN;

    /** Files that a task reads. */
    private static final int FILES_OF_TASK = 8;

    private final SparkSession spark;
    private final PersonalValues values;

    /**
     * @param known values that must stand nowhere, like names, which have no form of their own
     * @throws IllegalArgumentException when one is too short to be told from chance; with its place, never the value
     */
    public PersonalDataScan(SparkSession spark, Collection<String> known) {
        this.spark = spark;
        this.values = new PersonalValues(known);
    }

    /** How many different values are looked for, beside those that have a form. */
    public int known() {
        return values.count();
    }

    /**
     * What stands somewhere in clear.
     *
     * @param place a table, or a file, as from the root
     * @param column of a table; empty of a text
     * @param kind {@code citizen number}, {@code mobile phone} or {@code known value}
     */
    public record Finding(String place, String column, String kind, long count) {}

    /**
     * What was looked at, and what was found.
     *
     * @param rows of tables, lines of texts
     */
    public record Outcome(long files, long rows, List<Finding> findings) {

        /** Both. */
        public Outcome plus(Outcome other) {
            var all = new ArrayList<>(findings);
            all.addAll(other.findings);
            return new Outcome(files + other.files, rows + other.rows, List.copyOf(all));
        }
    }

    /**
     * Scans all files below a folder, or one file.
     *
     * @param isWanted by the path from the root
     */
    public Outcome scan(URI root, Predicate<String> isWanted) {
        var configuration = spark.sparkContext().hadoopConfiguration();
        var base = new Path(root);
        var files = new ArrayList<String>();
        try {
            var fileSystem = base.getFileSystem(configuration);
            for (var found = fileSystem.listFiles(base, true); found.hasNext(); ) {
                var file = found.next().getPath();
                if (isWanted.test(below(base, file))) {
                    files.add(file.toString());
                }
            }
        } catch (FileNotFoundException e) {
            return new Outcome(0, 0, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be listed: %s".formatted(root, e.getMessage()), e);
        }
        return outcome(base, scan(files));
    }

    private List<ScannedFile.Found> scan(List<String> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var wanted = context.broadcast(values);
        try {
            return context.parallelize(files, (files.size() + FILES_OF_TASK - 1) / FILES_OF_TASK)
                    .map(file -> found(file, wanted.value(), configuration.value()))
                    .collect();
        } finally {
            wanted.destroy();
        }
    }

    private static ScannedFile.Found found(String file, PersonalValues values, Configuration configuration)
            throws IOException {
        try {
            return ScannedFile.scan(file, values, configuration);
        } catch (FileNotFoundException e) {
            // A run has removed it since it was listed: nothing stands in it.
            return new ScannedFile.Found(file, 0, Map.of());
        }
    }

    private static Outcome outcome(Path base, List<ScannedFile.Found> scanned) {
        var counts = new TreeMap<String, TreeMap<String, TreeMap<String, Long>>>();
        long rows = 0;
        for (var file : scanned) {
            rows += file.rows();
            var place = place(below(base, new Path(file.file())));
            for (Map.Entry<String, Map<String, Long>> column : file.counts().entrySet()) {
                column.getValue()
                        .forEach((kind, count) -> counts.computeIfAbsent(place, p -> new TreeMap<>())
                                .computeIfAbsent(column.getKey(), c -> new TreeMap<>())
                                .merge(kind, count, Long::sum));
            }
        }
        var findings = new ArrayList<Finding>();
        counts.forEach((place, columns) -> columns.forEach((column, kinds) ->
                kinds.forEach((kind, count) -> findings.add(new Finding(place, column, kind, count)))));
        return new Outcome(scanned.size(), rows, List.copyOf(findings));
    }

    /** A file of Parquet stands for its table; partitions are folders of one. */
    private static String place(String file) {
        int log = file.indexOf(LOG_FOLDER);
        if (log >= 0) {
            return file.substring(0, log + LOG_FOLDER.length() - 1);
        }
        if (!ScannedFile.isParquet(file)) {
            return file;
        }
        var folder = file.substring(0, Math.max(0, file.lastIndexOf('/')));
        return folder.isEmpty() ? file : folder.replaceAll("(/[^/]*=[^/]*)+$", "");
    }

    private static String below(Path base, Path file) {
        var root = base.toUri().getPath();
        var path = file.toUri().getPath();
        return path.equals(root)
                ? file.getName()
                : path.substring(root.endsWith("/") ? root.length() : root.length() + 1);
    }
}
