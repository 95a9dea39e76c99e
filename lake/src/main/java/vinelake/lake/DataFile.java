package vinelake.lake;

import java.io.Serializable;

/**
 * A Parquet file that lies in a table's folder and is not in the table yet.
 *
 * @param path below the table's folder
 * @param statistics JSON as in Delta's protocol, by which readers skip the file
 */
public record DataFile(String path, long rows, long bytes, long modifiedAt, String statistics)
        implements Serializable {}
