package vinelake.benchmarks.chaos;

/** Where in the writing of an entry of a table's log a process is halted. */
enum Place {
    BEFORE,
    /** Half of its bytes are in the temporary file that would become the entry, or on their way to the object store. */
    MIDDLE,
    AFTER
}
