package vinelake.lake;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.storage.LogStore;
import scala.jdk.javaapi.CollectionConverters;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps runs apart that write for the same as-of date: the one that begins last takes the date over, and any other is
 * refused at its next commit. Neither a clock nor a process that must be alive decides it: a claim is a numbered file,
 * which the log store makes for one run only.
 */
final class Fence {

    /** Where the claims of all dates lie, from the lake's root. */
    static final String FOLDER = "ops/fence";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LogStore store;
    private final Configuration configuration;
    private final Path folder;
    private final LocalDate asOf;
    private final long number;

    /** What a claim's file says. */
    private record Claim(
            @JsonProperty("run_id") String runId,
            @JsonProperty("claimed_at") String claimedAt) {}

    private Fence(LogStore store, Configuration configuration, Path folder, LocalDate asOf, long number) {
        this.store = store;
        this.configuration = configuration;
        this.folder = folder;
        this.asOf = asOf;
        this.number = number;
    }

    /** Takes over a date, whoever has it. */
    static Fence claim(SparkSession spark, Path root, LocalDate asOf, String runId, Instant moment) {
        var store = LogStore.apply(spark);
        var configuration = spark.sparkContext().hadoopConfiguration();
        var folder = new Path(root, FOLDER + "/" + asOf);
        var text = JSON.writeValueAsString(new Claim(runId, moment.toString()));
        try {
            folder.getFileSystem(configuration).mkdirs(folder);
            long number =
                    1 + last(store, configuration, folder, 1).map(Fence::number).orElse(0L);
            while (!isMade(store, configuration, file(folder, number), text)) {
                number++;
            }
            return new Fence(store, configuration, folder, asOf, number);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean isMade(LogStore store, Configuration configuration, Path file, String text) {
        try {
            store.write(file, CollectionConverters.asScala(List.of(text).iterator()), false, configuration);
            return true;
        } catch (Exception e) {
            // Scala throws checked exceptions that it does not declare.
            if (e instanceof FileAlreadyExistsException) {
                return false;
            }
            throw e;
        }
    }

    /** Which date is claimed. */
    LocalDate asOf() {
        return asOf;
    }

    /** The number of the claim: a later one is higher. */
    long number() {
        return number;
    }

    /** The run that had the date before; empty for none, and where its claim was tidied away. */
    Optional<String> runBefore() {
        var before = file(folder, number - 1);
        try {
            return before.getFileSystem(configuration).exists(before)
                    ? Optional.of(JSON.readValue(text(before), Claim.class).runId())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be read: %s".formatted(before, e.getMessage()), e);
        }
    }

    private String text(Path file) {
        return String.join("", CollectionConverters.asJava(store.read(file, configuration)));
    }

    /**
     * A run that has read what another one writes meanwhile is refused by this, if it asks after it has read.
     *
     * @throws OvertakenException when another run has taken the date over
     */
    void requireHeld() {
        last(store, configuration, folder, number + 1).ifPresent(later -> {
            var claim = text(later);
            throw new OvertakenException(
                    ("as of %s: another run has begun for this date and taken it over: %s. What it writes stands, and this run"
                                    + " ends here. Allowed: one run for a date at a time")
                            .formatted(asOf, claim));
        });
    }

    /** The last claim from a number on. */
    private static Optional<Path> last(LogStore store, Configuration configuration, Path folder, long from) {
        return CollectionConverters.asJava(
                        store.listFrom(file(folder, from), configuration).toSeq())
                .stream()
                .map(status -> status.getPath())
                .filter(path -> isClaim(path.getName()))
                .reduce((first, second) -> second);
    }

    /** Whether a file of that name is a claim; the names of later ones are greater. */
    static boolean isClaim(String name) {
        return name.matches("\\d{20}\\.json");
    }

    private static Path file(Path folder, long number) {
        return new Path(folder, "%020d.json".formatted(number));
    }

    private static long number(Path file) {
        return Long.parseLong(file.getName().substring(0, file.getName().indexOf('.')));
    }
}
