package vinelake.service.release;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The release that is served.
 *
 * @param knownAt what the lake learned up to then is in it
 * @param isPinned whether an operator chose it
 */
public record ServedRelease(
        String releaseId,
        LocalDate asOfDate,
        Instant knownAt,
        Instant createdAt,
        long profileCount,
        String contentHash,
        Instant servedSince,
        boolean isPinned) {}
