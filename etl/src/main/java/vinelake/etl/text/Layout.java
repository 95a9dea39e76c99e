package vinelake.etl.text;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Where the contract's columns stand in a file.
 *
 * @param indexes position in the file, by column of the contract; below 0 for one that the file does not have
 * @param fieldCount fields that every row must have
 */
public record Layout(int[] indexes, int fieldCount) implements Serializable {

    /** The same in a file of numbered rows: every field stands one place farther. */
    public Layout afterNumber() {
        return new Layout(Arrays.stream(indexes).map(i -> i < 0 ? i : i + 1).toArray(), fieldCount + 1);
    }

    /** Whether the field at a position is taken. */
    boolean takes(int position) {
        for (int index : indexes) {
            if (index == position) {
                return true;
            }
        }
        return false;
    }
}
