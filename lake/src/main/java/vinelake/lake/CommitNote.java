package vinelake.lake;

/**
 * What a commit carries beside its rows.
 *
 * @param transaction id of the append: the same id is committed once, however often it is tried
 * @param metadata JSON that is readable from the table's history
 */
public record CommitNote(String transaction, String metadata) {}
