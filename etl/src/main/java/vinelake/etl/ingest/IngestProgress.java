package vinelake.etl.ingest;

import java.util.Locale;
import java.util.function.LongSupplier;
import vinelake.lake.Progress;

/** How far an ingest is, over all that it takes in: by deliveries, and by bytes with the rate of rows and the time left. */
final class IngestProgress {

    private static final int BAR = 10;
    private static final double NANOS = 1e9;
    private static final long MINUTE = 60;

    /** Before that a rate says nothing. */
    private static final double SOON = 2;

    private final Progress to;
    private final int deliveries;
    private final long bytes;
    private final LongSupplier nanos;
    private final long startedAt;
    private int doneDeliveries;
    private long doneBytes;
    private long rows;

    /**
     * @param bytes of all deliveries' files
     * @param nanos the time now, by a clock that only goes on
     */
    IngestProgress(Progress to, int deliveries, long bytes, LongSupplier nanos) {
        this.to = to;
        this.deliveries = deliveries;
        this.bytes = bytes;
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
    }

    /** @param more of the deliveries' bytes and rows */
    synchronized void read(long more, long moreRows) {
        doneBytes += more;
        rows += moreRows;
        say();
    }

    synchronized void done(int more) {
        doneDeliveries += more;
        say();
    }

    private void say() {
        var text = "%d of %d".formatted(doneDeliveries, deliveries);
        double seconds = (nanos.getAsLong() - startedAt) / NANOS;
        if (seconds < SOON || doneBytes == 0) {
            to.at(text + " deliveries");
            return;
        }
        double share = Math.min(1, (double) doneBytes / bytes);
        int full = (int) (share * BAR);
        // The line of a terminal has room for no more.
        to.at("%s %s%s %.0f %%, %s rows/s, %s left"
                .formatted(
                        text,
                        "#".repeat(full),
                        "-".repeat(BAR - full),
                        100 * share,
                        String.format(Locale.ROOT, "%,.0f", rows / seconds),
                        duration(Math.round(seconds / share - seconds))));
    }

    private static String duration(long seconds) {
        return seconds < 2 * MINUTE ? seconds + " s" : (seconds + MINUTE / 2) / MINUTE + " min";
    }
}
