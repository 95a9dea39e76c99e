package vinelake.lake;

/**
 * Whether somebody wants the run to end. Jobs ask between their commits; what they have committed stays, and the next run
 * goes on from there.
 */
@FunctionalInterface
public interface StopSignal {

    StopSignal NEVER = () -> false;

    boolean isRaised();

    /** @throws StoppedException when it is raised */
    default void stopIfRaised() {
        if (isRaised()) {
            throw new StoppedException();
        }
    }
}
