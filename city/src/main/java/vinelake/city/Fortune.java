package vinelake.city;

import java.util.Set;

/** How a subject fares: the latent truth that every department sees a part of. */
final class Fortune {

    static final int NEVER = Integer.MAX_VALUE;

    private final double[] stress;
    private final int failedMonth;
    private final int endedMonth;
    private final boolean isRevoked;
    private final Set<Integer> scares;

    /**
     * Months are indices of the plan, or {@link #NEVER}.
     *
     * @param stress of each month, mean about 0 and deviation about 1; higher is worse
     * @param failedMonth in which it stops paying for good
     * @param endedMonth in which it is struck off or dissolved
     * @param isRevoked whether it ends by revocation (吊销) rather than by deregistration (注销)
     * @param scares months in which it misses payments and recovers
     */
    Fortune(double[] stress, int failedMonth, int endedMonth, boolean isRevoked, Set<Integer> scares) {
        this.stress = stress.clone();
        this.failedMonth = failedMonth;
        this.endedMonth = endedMonth;
        this.isRevoked = isRevoked;
        this.scares = Set.copyOf(scares);
    }

    double stress(int month) {
        return stress[Math.max(0, Math.min(stress.length - 1, month))];
    }

    /** Stress of the three months before, on average: what shows, shows late. */
    double recentStress(int month) {
        return (stress(month - 1) + stress(month - 2) + stress(month - 3)) / 3;
    }

    int failedMonth() {
        return failedMonth;
    }

    int endedMonth() {
        return endedMonth;
    }

    boolean isRevoked() {
        return isRevoked;
    }

    boolean isScaredIn(int month) {
        return scares.contains(month);
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
