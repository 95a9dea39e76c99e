package vinelake.models.scorecard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real data beside the project, which a checkout need not have. */
final class SharedData {

    /** The rows of a CSV file with a header; the test is skipped where the file is absent. */
    static List<NamedCsvRecord> csv(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/data"))) {
            folder = folder.getParent();
        }
        Path file = folder == null ? null : folder.resolve("shared/data").resolve(path);
        assumeTrue(file != null && Files.exists(file), "skipped: shared/data/" + path + " is not beside the project");
        try (var rows = CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] numbers(List<NamedCsvRecord> rows, String column) {
        return rows.stream()
                .mapToDouble(r -> Double.parseDouble(r.getField(column)))
                .toArray();
    }

    static boolean[] flags(List<NamedCsvRecord> rows, String column, String yes) {
        var flags = new boolean[rows.size()];
        for (int row = 0; row < flags.length; row++) {
            flags[row] = rows.get(row).getField(column).equals(yes);
        }
        return flags;
    }

    private SharedData() {}
}
