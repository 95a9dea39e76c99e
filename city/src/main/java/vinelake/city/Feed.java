package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** A dataset as its department delivers it. */
interface Feed {

    /** {@code <department>/<dataset>}, as in the hub folder. */
    String name();

    Rhythm rhythm();

    FileStyle style();

    List<Field> fields();

    /** Files of the delivery: one or two. */
    default int files(LocalDate asOf) {
        return 1;
    }

    /**
     * Path of a file below the landing folder.
     *
     * @param part 0 .. files - 1
     */
    String file(LocalDate asOf, int part);

    /** Writes what the department knows of a subject, in the order of its files. */
    void tell(Story story, RowSink rows);

    /** Whether a delivery brings the whole state, so that nothing of an earlier one is sent again. */
    default boolean isSnapshot() {
        return false;
    }
}
