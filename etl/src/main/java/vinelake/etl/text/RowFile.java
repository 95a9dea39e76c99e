package vinelake.etl.text;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a delivered file that is no text is turned into: delimited text in UTF-8 whose first field is the number of the row
 * in that file. So there is one way for rows of every format to be read, judged, counted and written.
 */
public final class RowFile implements Closeable {

    private final Path path;
    private final CsvWriter csv;
    private final List<String> record = new ArrayList<>();
    private long rows;

    /** @param path of a file that is not there yet, in a folder that only this user may read */
    public RowFile(Path path) throws IOException {
        this.path = path;
        this.csv = CsvWriter.builder().build(Files.newBufferedWriter(path));
    }

    /**
     * Adds a row.
     *
     * @param number of the row in its file, from 1
     * @param fields null for no value
     */
    public void add(long number, List<String> fields) {
        record.clear();
        record.add(Long.toString(number));
        record.addAll(fields);
        csv.writeRecord(record);
        rows++;
    }

    public long rows() {
        return rows;
    }

    /** @param name of the file that the rows come from */
    public TextFile text(String name) {
        return TextFile.ofRows(name, path.toUri());
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
