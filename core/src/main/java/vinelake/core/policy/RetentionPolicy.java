package vinelake.core.policy;

import java.util.OptionalInt;

/**
 * How long the hub keeps what its contracts do not speak of.
 *
 * @param landingDays how long the copy of a delivery that is taken in or rejected stays in the landing zone; empty for good
 */
public record RetentionPolicy(OptionalInt landingDays) {

    /** Of a hub that has no policy: nothing is destroyed. */
    public static final RetentionPolicy NONE = new RetentionPolicy(OptionalInt.empty());
}
