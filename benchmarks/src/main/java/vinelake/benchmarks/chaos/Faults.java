package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** All faults but kills. */
final class Faults {

    private static final String TWO_AT_ONCE = "two-at-once";
    private static final String OVERLAP = "overlap";
    private static final String DISK_FULL = "disk-full";
    private static final String READ_ONLY = "read-only";
    private static final String STORE_TWO_AT_ONCE = "store-two-at-once";
    private static final String STORE_OVERLAP = "store-overlap";
    private static final String STORE_UNAVAILABLE = "store-unavailable";
    private static final String STORE_SLOW = "store-slow";
    private static final String STORE_CUT = "store-cut";
    private static final String STORE_KILL = "store-kill";
    private static final String CLOCK_BACK = "clock-back";
    private static final String FILE_REPLACED = "file-replaced";

    /** Their names, with that of kills. */
    static List<String> names() {
        return List.of(
                Trial.KILL,
                TWO_AT_ONCE,
                OVERLAP,
                DISK_FULL,
                READ_ONLY,
                CLOCK_BACK,
                FILE_REPLACED,
                STORE_TWO_AT_ONCE,
                STORE_OVERLAP,
                STORE_UNAVAILABLE,
                STORE_SLOW,
                STORE_CUT,
                STORE_KILL);
    }

    /** @param tries of each */
    static List<Fault> of(Lab lab, int tries) throws IOException, InterruptedException {
        var runs = new SeveralRuns(lab);
        var disk = new FaultyDisk(lab);
        var store = new StoreTrouble(lab);
        var noStore = Files.isDirectory(Endpoint.libraries(lab.site().tree().home()))
                ? Optional.<String>empty()
                : Optional.of("no S3 endpoint. ./mvnw -pl lake/s3proxy generate-resources fetches one");
        var noDisk = FaultyDisk.obstacle();
        var always = Optional.<String>empty();
        return List.of(
                new Fault(TWO_AT_ONCE, tries, always, runs::atOnce),
                new Fault(OVERLAP, tries, always, runs::overlapping),
                new Fault(DISK_FULL, tries, noDisk, disk::full),
                new Fault(READ_ONLY, tries, noDisk, disk::readOnly),
                new Fault(CLOCK_BACK, tries, ClockBack.obstacle(), new ClockBack(lab)::attempt),
                new Fault(FILE_REPLACED, tries, always, new FileReplaced(lab)::attempt),
                new Fault(STORE_TWO_AT_ONCE, tries, noStore, runs::atOnceOnStore),
                new Fault(STORE_OVERLAP, tries, noStore, runs::overlappingOnStore),
                new Fault(STORE_UNAVAILABLE, tries, noStore, store.of(Relay.Trouble.UNAVAILABLE)),
                new Fault(STORE_SLOW, tries, noStore, store.of(Relay.Trouble.SLOW)),
                new Fault(STORE_CUT, tries, noStore, store.of(Relay.Trouble.CUT)),
                new Fault(STORE_KILL, tries, noStore, store::kill));
    }

    private Faults() {}
}
