package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Takes rows from a feed. */
@FunctionalInterface
interface RowSink {

    /**
     * Takes one row.
     *
     * @param known day on which the department knows it; a day after the last delivery or before the history is
     *     passed over
     * @param values one per field
     */
    void add(LocalDate known, List<String> values);
}
