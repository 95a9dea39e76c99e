package vinelake.service.release;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;

/**
 * A release of the lake.
 *
 * @param contentHash SHA-256 over its profiles' hashes in order of subject
 */
public record PublishedRelease(
        String releaseId, LocalDate asOf, Instant knownAt, Instant createdAt, long profileCount, String contentHash) {

    /** The current one last: that of the highest as-of date, of these the newest. */
    static final Comparator<PublishedRelease> BY_DATE = Comparator.comparing(PublishedRelease::asOf)
            .thenComparing(PublishedRelease::createdAt)
            .thenComparing(PublishedRelease::releaseId);
}
