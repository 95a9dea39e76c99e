package vinelake.city;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** The records of one file that come from one range of subjects; counts lines and records as it goes. */
final class Part implements Closeable {

    private static final int BUFFER = 1 << 13;

    private final OutputStream out;
    private final Charset charset;
    private long lines;
    private long records;

    private Part(OutputStream out, Charset charset) {
        this.out = out;
        this.charset = charset;
    }

    static Part open(Path path, Charset charset) throws IOException {
        return new Part(new BufferedOutputStream(Files.newOutputStream(path), BUFFER), charset);
    }

    /**
     * Appends a record that ends with its line end.
     *
     * @return where it begins, counted from the begin of the part
     */
    Position append(String record) throws IOException {
        Position position = new Position(lines + 1, records + 1);
        out.write(record.getBytes(charset));
        lines += record.chars().filter(c -> c == '\n').count();
        records++;
        return position;
    }

    Position end() {
        return new Position(lines, records);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * A place in a file, or an extent.
     *
     * @param line lines of text
     * @param record records after the header, which may hold line breaks
     */
    record Position(long line, long record) {

        Position plus(Position other) {
            return new Position(line + other.line, record + other.record);
        }
    }
}
