package vinelake.benchmarks;

/**
 * What became of the rows of a delivery.
 *
 * @param duplicate valid rows that say the same as another one that was accepted
 */
record Counts(long read, long accepted, long quarantined, long duplicate) {

    Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                accepted + other.accepted,
                quarantined + other.quarantined,
                duplicate + other.duplicate);
    }
}
