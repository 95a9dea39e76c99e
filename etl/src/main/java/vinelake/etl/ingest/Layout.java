package vinelake.etl.ingest;

import java.io.Serializable;

/**
 * Where the contract's columns stand in a file.
 *
 * @param indexes position in the file, by column of the contract
 * @param fieldCount fields that every row must have
 */
record Layout(int[] indexes, int fieldCount) implements Serializable {}
