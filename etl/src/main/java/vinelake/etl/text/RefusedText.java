package vinelake.etl.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import vinelake.core.value.PersonalNumbers;
import vinelake.lake.Digest;
import vinelake.lake.file.Bytes;

/**
 * What is kept of a row that is refused: the fields that the contract takes and does not call personal, and a hash of all.
 * What it ignores may well be personal, and a row that cannot be split may hold a personal value anywhere: then only its
 * place and hash are kept. A row may be refused because its values stand in each other's columns: a field that holds
 * somebody's number is not kept either.
 */
public final class RefusedText {

    private final RowParser parser;
    private final TextFile file;
    private final Layout layout;

    /** A number that the department did not deliver. */
    private final int skipped;

    private final RecordScanner scanner;
    private final Transcoder transcoder;
    private final Bytes scratch = new Bytes(256);

    RefusedText(RowParser parser, TextFile file, Layout layout) {
        this.parser = parser;
        this.file = file;
        this.layout = layout;
        this.skipped = file.isNumbered() ? 1 : 0;
        this.scanner = file.scanner();
        this.transcoder = Transcoder.of(file.charsetOfBytes());
    }

    /**
     * What is kept of a row.
     *
     * @param masked null when nothing of the text may be kept
     */
    public record Kept(String masked, String hash) {}

    Kept of(byte[] record) {
        var fields = fields(record);
        var whole = file.join(fields);
        // In brackets, because a row of blanks has no hash.
        var hash = parser.personalHash().map(h -> h.hash("[" + whole + "]")).orElseGet(() -> Digest.sha256(whole));
        return new Kept(masked(fields, whole), hash);
    }

    private String masked(List<String> fields, String whole) {
        var targets = parser.targets();
        boolean isPersonal = false;
        int taken = 0;
        for (int i = 0; i < targets.length; i++) {
            boolean isDelivered = layout.indexes()[i] >= 0;
            isPersonal |= isDelivered && targets[i].isPersonal();
            taken += isDelivered ? 1 : 0;
        }
        if (taken == layout.fieldCount() - skipped && !isPersonal && !PersonalNumbers.isIn(whole)) {
            return whole;
        }
        if (fields.size() != layout.fieldCount() - skipped) {
            return null;
        }
        var masked = new ArrayList<>(
                IntStream.range(0, fields.size()).mapToObj(file::mask).toList());
        for (int i = 0; i < targets.length; i++) {
            int at = layout.indexes()[i] - skipped;
            if (at >= 0 && !targets[i].isPersonal() && !PersonalNumbers.isIn(fields.get(at))) {
                masked.set(at, fields.get(at));
            }
        }
        return file.join(masked);
    }

    private List<String> fields(byte[] record) {
        scanner.scan(record, 0, record.length, true);
        var fields = new ArrayList<String>();
        for (int i = skipped; i < scanner.fieldCount(); i++) {
            scratch.truncate(0);
            transcoder.append(scanner, i, record, scratch);
            fields.add(new String(scratch.array(), 0, scratch.length(), StandardCharsets.UTF_8));
        }
        return fields;
    }
}
