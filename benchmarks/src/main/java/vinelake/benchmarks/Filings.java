package vinelake.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Deliveries of VAT filings (增值税申报) with planted truth, of two departments: one writes UTF-8, the other GB18030. Each
 * has half of the rows, see {@link FilingRows}. The same rows and seed give the same bytes.
 */
final class Filings {

    static final long FEWEST = 2 * FilingRows.FEWEST;
    static final long MOST = 2 * FilingRows.MOST;

    private static final int FILES_EACH = 2;
    static final int FILE_COUNT = 2 * FILES_EACH;

    /** Which the rows speak for that are kept in a folder. */
    static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);

    private static final String UTF_8 = "tax/filing/" + AS_OF + "_%d.csv";
    private static final String GB18030 = "local_tax/filing/" + AS_OF + "_%d.csv";

    /** The second department's rows as they are for those who read no GB18030; outside the landing folder. */
    private static final String TRANSCODED = "../utf8/2026-06-30_%d.csv";

    /** Raised when the same rows and seed give other bytes than before. */
    private static final int GENERATION = 2;

    /** Nobody files with both departments. */
    private static final long SECOND = 1_000_003;

    private final long rows;
    private final long seed;
    private final FilingRows first;
    private final FilingRows second;

    /**
     * For the months of a year.
     *
     * @param rows {@link #FEWEST} to {@link #MOST}
     * @throws IllegalArgumentException when there are fewer or more
     */
    Filings(long rows, long seed) {
        this(rows, seed, Optional.empty());
    }

    /** For a month, and some for those before it. */
    static Filings ofMonth(long rows, long seed, YearMonth month) {
        return new Filings(rows, seed, Optional.of(month));
    }

    private Filings(long rows, long seed, Optional<YearMonth> month) {
        if (rows < FEWEST || rows > MOST) {
            throw new IllegalArgumentException("rows: %,d. Allowed: %,d to %,d".formatted(rows, FEWEST, MOST));
        }
        this.rows = rows;
        this.seed = seed;
        this.first = rows(rows / 2, seed, month);
        this.second = rows(rows - rows / 2, seed + SECOND, month);
    }

    private static FilingRows rows(long rows, long seed, Optional<YearMonth> month) {
        return month.isPresent() ? FilingRows.ofMonth(rows, seed, month.get()) : FilingRows.ofYear(rows, seed);
    }

    /** What an ingest must say of the deliveries. */
    Counts planted() {
        return first.planted().plus(second.planted());
    }

    /** How many rows have the slip. */
    long planted(Slip slip) {
        return first.planted(slip) + second.planted(slip);
    }

    /**
     * The landing folder with the deliveries, written unless it is there from an earlier run.
     *
     * @param folder where deliveries of all sizes are kept
     */
    Path landing(Path folder) throws IOException {
        var whole = folder.resolve("filings-%d-seed-%d-v%d".formatted(rows, seed, GENERATION));
        var landing = whole.resolve("landing");
        if (Files.isDirectory(whole)) {
            return landing;
        }
        // Renamed when complete: what a broken run left behind must not be measured.
        var part = folder.resolve(whole.getFileName() + ".part");
        Folders.delete(part);
        write(part.resolve("landing"));
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        return landing;
    }

    /**
     * Writes what the two departments deliver for a day, and nothing for those who read no GB18030. It lies on the disk then:
     * a delivery has come some time before it is taken in.
     */
    void deliver(Path inbox, LocalDate asOf) throws IOException {
        var day = asOf.toString();
        var names = Stream.of(UTF_8, GB18030)
                .map(pattern -> pattern.replace(AS_OF.toString(), day))
                .toList();
        var files = files(inbox, names.get(0), names.get(1));
        for (var file : files) {
            Files.createDirectories(file.getParent());
        }
        IntStream.range(0, FILE_COUNT).parallel().forEach(n -> {
            int share = n % FILES_EACH;
            if (n < FILES_EACH) {
                first.write(share, FILES_EACH, files.get(n), StandardCharsets.UTF_8);
            } else {
                second.write(share, FILES_EACH, files.get(n), Charset.forName("GB18030"));
            }
        });
        for (var file : files) {
            try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }
    }

    /** The files that the departments deliver. */
    static List<Path> delivered(Path landing) {
        return files(landing, UTF_8, GB18030);
    }

    /** The same rows, all in UTF-8. */
    static List<Path> inUtf8(Path landing) {
        return files(landing, UTF_8, TRANSCODED);
    }

    private static List<Path> files(Path landing, String... patterns) {
        return Stream.of(patterns)
                .flatMap(pattern -> IntStream.rangeClosed(1, FILES_EACH)
                        .mapToObj(n -> landing.resolve(pattern.formatted(n)).normalize()))
                .toList();
    }

    private void write(Path landing) throws IOException {
        for (var file : files(landing, UTF_8, GB18030, TRANSCODED)) {
            Files.createDirectories(file.getParent());
        }
        IntStream.range(0, FILE_COUNT).parallel().forEach(n -> {
            int share = n % FILES_EACH;
            if (n < FILES_EACH) {
                first.write(share, FILES_EACH, files(landing, UTF_8).get(share), StandardCharsets.UTF_8);
            } else {
                second.write(share, FILES_EACH, files(landing, GB18030).get(share), Charset.forName("GB18030"));
                second.write(share, FILES_EACH, files(landing, TRANSCODED).get(share), StandardCharsets.UTF_8);
            }
        });
    }
}
