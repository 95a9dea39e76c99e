package vinelake.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;

/** One way to take in the delivery. */
interface Contender {

    /**
     * Takes in the delivery, from its files to what is left on disk.
     *
     * @param landing the folder with the delivery; it is only read
     * @param out an empty folder
     */
    void run(Path landing, Path out) throws SQLException;

    /** What became of the rows, after {@link #run}; looking it up is not measured. */
    Counts counts();
}
