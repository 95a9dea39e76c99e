package vinelake.etl.text;

import java.io.Serializable;

/**
 * A part of a file: the records that begin in it.
 *
 * @param file place in the list of the batch's files
 * @param start where its first record or line begins
 * @param end where the next part begins
 * @param linesBefore lines of the file that end before it
 * @param recordsBefore records of the file before it
 * @param verdicts on its records
 */
public record TextPart(
        int file,
        TextFile text,
        Layout layout,
        long start,
        long end,
        long linesBefore,
        long recordsBefore,
        Verdicts verdicts)
        implements Serializable {

    public TextPart withVerdicts(Verdicts known) {
        return new TextPart(file, text, layout, start, end, linesBefore, recordsBefore, known);
    }
}
