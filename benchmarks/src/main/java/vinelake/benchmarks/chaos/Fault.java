package vinelake.benchmarks.chaos;

/** Something that happens to runs, but for a kill. */
interface Fault {

    String name();

    /** How often it is tried. */
    int times();

    /** Why it cannot be tried on this machine; none where it can. */
    default java.util.Optional<String> obstacle() {
        return java.util.Optional.empty();
    }

    /** Makes it happen and looks what lies in the lake when the cause is gone and a run has ended. */
    Trial attempt(int number) throws Exception;
}
