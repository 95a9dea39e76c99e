package vinelake.city;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads written files back, character by character, with a parser that shares nothing with the writer.
 *
 * @param fields of a record
 * @param line on which the record begins, from 1
 */
record Delivered(List<String> fields, long line) {

    static List<Delivered> read(Path file, Charset charset, char delimiter, boolean isQuoted) throws IOException {
        String text = Files.readString(file, charset);
        List<Delivered> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean inQuotes = false;
        long line = 1;
        long begin = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inQuotes && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (isQuoted && c == '"') {
                inQuotes = !inQuotes;
            } else if (!inQuotes && c == delimiter) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (!inQuotes && c == '\n') {
                fields.add(field.toString());
                records.add(new Delivered(List.copyOf(fields), begin));
                fields.clear();
                field.setLength(0);
                begin = line + 1;
            } else if (inQuotes || c != '\r') {
                field.append(c);
            }
            line += c == '\n' ? 1 : 0;
        }
        if (inQuotes || !fields.isEmpty() || field.length() > 0) {
            throw new IllegalStateException(file + " does not end with a whole record");
        }
        return records;
    }

    /** Records of all deliveries of a feed after the header, by path below the landing folder. */
    static Map<String, List<Delivered>> of(Feed feed, CityPlan plan, Path out) throws IOException {
        Map<String, List<Delivered>> files = new TreeMap<>();
        for (List<Outlet> delivery : Outlet.of(feed, plan)) {
            for (Outlet outlet : delivery) {
                var format = feed.style().format();
                List<Delivered> records = read(
                        out.resolve(outlet.path()),
                        format.charset(),
                        format.delimiter(),
                        format.quote().isPresent());
                files.put(outlet.belowLanding(), format.hasHeader() ? records.subList(1, records.size()) : records);
            }
        }
        return files;
    }

    /** A table of the truth as maps from header to text. */
    static List<Map<String, String>> truth(Path out, String table) throws IOException {
        List<Delivered> records = read(out.resolve("truth/" + table + ".csv"), FileStyle.utf8(), ',', true);
        List<String> headers = records.get(0).fields();
        List<Map<String, String>> rows = new ArrayList<>();
        for (Delivered record : records.subList(1, records.size())) {
            Map<String, String> row = new TreeMap<>();
            for (int i = 0; i < headers.size(); i++) {
                row.put(headers.get(i), record.fields().get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
