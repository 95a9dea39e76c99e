package vinelake.lake;

/** Where a job says how far it is, for whoever watches. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = what -> {};

    /** @param what how far the job is, without personal data: {@code 12 of 64 deliveries} */
    void at(String what);
}
