package vinelake.orchestration;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disks have room for what a run will write. It is asked before the work: a full disk shows itself late, and
 * as something else.
 */
final class DiskSpace {

    /**
     * Each for its place, of the bytes of the new files: 77 MB of invoices made 145 MB of lake (the copy, the records and
     * what is derived from them) and at most 178 MB of temporary files.
     */
    static final int LAKE_FACTOR = 3;

    static final int TEMP_FACTOR = 3;

    /** For what does not grow with the files. */
    static final long LEAST_BYTES = 100L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    /** @param store what is equal for two folders on the same disk */
    record Disk(Object store, long freeBytes) {}

    private final Optional<Path> lake;
    private final Path temp;
    private final Function<Path, Disk> disks;

    /** @param lake none where it lies on an object store, whose end nobody knows */
    DiskSpace(Optional<Path> lake, Path temp, Function<Path, Disk> disks) {
        this.lake = lake;
        this.temp = temp;
        this.disks = disks;
    }

    static DiskSpace of(Optional<Path> lake, Path temp) {
        return new DiskSpace(lake, temp, DiskSpace::disk);
    }

    boolean hasRoomFor(long newBytes) {
        return problems(newBytes).isEmpty();
    }

    /** @throws ConfigurationException with every disk that has too little room */
    void require(long newBytes) {
        var problems = problems(newBytes);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("\n", problems));
        }
    }

    private List<String> problems(long newBytes) {
        long ofLake = LAKE_FACTOR * newBytes + LEAST_BYTES;
        long ofTemp = TEMP_FACTOR * newBytes + LEAST_BYTES;
        var tempDisk = disks.apply(temp);
        var lakeDisk = lake.map(disks);
        var problems = new ArrayList<String>();
        if (lakeDisk.isPresent() && lakeDisk.get().store().equals(tempDisk.store())) {
            if (tempDisk.freeBytes() < ofLake + ofTemp) {
                problems.add(message(
                        "the lake %s and the temporary files %s, on one disk".formatted(lake.get(), temp),
                        LAKE_FACTOR + TEMP_FACTOR,
                        newBytes,
                        ofLake + ofTemp,
                        tempDisk.freeBytes(),
                        "Free some, or give --temp another disk"));
            }
            return problems;
        }
        if (lakeDisk.isPresent() && lakeDisk.get().freeBytes() < ofLake) {
            problems.add(message(
                    "the lake " + lake.get(),
                    LAKE_FACTOR,
                    newBytes,
                    ofLake,
                    lakeDisk.get().freeBytes(),
                    "Free some, or move the lake to a larger disk"));
        }
        if (tempDisk.freeBytes() < ofTemp) {
            problems.add(message(
                    "the temporary files " + temp,
                    TEMP_FACTOR,
                    newBytes,
                    ofTemp,
                    tempDisk.freeBytes(),
                    "Free some, or give --temp another disk"));
        }
        return problems;
    }

    private static String message(String where, int factor, long newBytes, long needed, long free, String remedy) {
        return "%s: %s free. Needed: %s, which is %d times the %s of new files and some room. %s"
                .formatted(where, atMost(free), atLeast(needed), factor, atLeast(newBytes), remedy);
    }

    /** What is free where the run writes, for the log. */
    String toText() {
        return lake.map(l -> "%s free at the lake, "
                                .formatted(atMost(disks.apply(l).freeBytes())))
                        .orElse("")
                + "%s free at %s".formatted(atMost(disks.apply(temp).freeBytes()), temp);
    }

    /** Whether something failed for want of room. Spark passes such a failure on as text. */
    static boolean isFull(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (FULL.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    /** Of the disk that the folder, or the one above that is there, lies on. */
    private static Disk disk(Path folder) {
        var existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            var store = Files.getFileStore(existing);
            return new Disk(store, store.getUsableSpace());
        } catch (IOException e) {
            LOG.warn("{}: nobody can say how much is free: {}", existing, e.getMessage());
            return new Disk(existing, Long.MAX_VALUE);
        }
    }

    private static String size(long bytes, RoundingMode rounding) {
        return bytes < 1_000_000_000L
                ? BigDecimal.valueOf(bytes, 6).setScale(0, rounding) + " MB"
                : BigDecimal.valueOf(bytes, 9).setScale(1, rounding) + " GB";
    }

    private static String atLeast(long bytes) {
        return size(bytes, RoundingMode.CEILING);
    }

    private static String atMost(long bytes) {
        return size(bytes, RoundingMode.FLOOR);
    }
}
