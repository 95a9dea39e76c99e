package vinelake.core.contract;

/** What a delivery of the dataset says about the rows that were delivered before. */
public enum Mode {
    /** Every row is new; earlier ones stay. */
    APPEND,
    /** The delivery holds the rows of the keys that changed, and says nothing about the others. */
    UPSERT,
    /** The delivery is the whole state on its as-of date: what is missing has ended. */
    SNAPSHOT;

    /** Whether the records are changes of keys, which may end. */
    public boolean isKeyed() {
        return this != APPEND;
    }
}
