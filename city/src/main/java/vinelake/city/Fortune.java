package vinelake.city;

/**
 * How a subject fares: the latent truth that every department sees a part of.
 *
 * @param stress per month of the plan, mean about 0 and deviation about 1; higher is worse
 * @param failedMonth month in which it stops paying for good; {@link #NEVER} if it does not
 * @param endedMonth month in which it is struck off or dissolved; {@link #NEVER} if it is not
 * @param isRevoked whether it ends by revocation (吊销) rather than by deregistration (注销)
 * @param scares months in which it misses payments and recovers
 */
record Fortune(double[] stress, int failedMonth, int endedMonth, boolean isRevoked, boolean[] scares) {

    static final int NEVER = Integer.MAX_VALUE;

    /** Stress of the three months before, on average: what shows, shows late. */
    double recentStress(int month) {
        double sum = 0;
        for (int back = 1; back <= 3; back++) {
            sum += stress[Math.max(0, Math.min(stress.length - 1, month - back))];
        }
        return sum / 3;
    }

    boolean hasFailedBy(int month) {
        return failedMonth <= month;
    }

    boolean hasEndedBy(int month) {
        return endedMonth <= month;
    }

    int monthsSinceFailure(int month) {
        return hasFailedBy(month) ? month - failedMonth : 0;
    }
}
