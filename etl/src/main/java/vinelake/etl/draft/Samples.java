package vinelake.etl.draft;

import java.io.IOException;
import java.nio.file.Files;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import vinelake.etl.format.FormatException;
import vinelake.etl.ingest.Scratch;
import vinelake.etl.text.UnreadableFileException;

/**
 * Makes samples of files: a file's first bytes tell how it is written, and where they may be of several formats its name or
 * whether it can be read as one.
 *
 * @param where what the operator says of where the rows are
 */
record Samples(ZoneId zone, Draft.Where where, Scratch scratch) {

    private static final byte[] OLD_WORKBOOK = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};

    private static final String[] JSON_NAMES = {".json", ".jsonl", ".ndjson"};

    /** So many bytes have a character that is no blank. */
    private static final int HEAD = 4096;

    /**
     * @param pieces of one dataset, written alike
     * @throws IllegalArgumentException when a file is not what it seems to be, or has no rows
     * @throws UnreadableFileException when a text cannot be split into rows
     */
    Sample of(List<Piece> pieces) throws IOException {
        var first = pieces.get(0);
        try {
            var sample = read(pieces);
            where.check(first.name(), sample.format());
            return sample;
        } catch (FormatException e) {
            throw new IllegalArgumentException("%s: %s".formatted(first.name(), e.getMessage()), e);
        }
    }

    /** What entries of an archive that are one table have in common; empty where it cannot be read as one. */
    Optional<String> kind(Piece piece) throws IOException {
        try {
            var sample = read(List.of(piece));
            var columns = isByName(sample) ? "" : sample.columns().toString();
            return Optional.of(sample.format() + columns);
        } catch (FormatException | IllegalArgumentException | UnreadableFileException noTable) {
            return Optional.empty();
        }
    }

    /** Whether its rows name their values, so that files of one dataset need not have the same columns. */
    static boolean isByName(Sample sample) {
        return List.of("json", "xml", "parquet").contains(sample.format());
    }

    private Sample read(List<Piece> pieces) throws IOException {
        var first = pieces.get(0);
        byte[] head;
        try (var in = Files.newInputStream(first.path())) {
            head = in.readNBytes(HEAD);
        }
        if (begins(head, ZIP) || begins(head, OLD_WORKBOOK)) {
            return SheetSample.of(pieces, zone, where.sheet());
        }
        if (begins(head, PARQUET)) {
            return NamedSample.ofParquet(pieces, scratch);
        }
        if (begins(head, GZIP)) {
            throw new IllegalArgumentException(
                    "%s: is packed by gzip, and its name does not say so. Allowed: names that end in .gz, .tgz or .tar.gz. Rename it"
                            .formatted(first.name()));
        }
        return text(pieces, sign(first, head));
    }

    private static boolean begins(byte[] head, byte[] with) {
        return head.length >= with.length && Arrays.equals(head, 0, with.length, with, 0, with.length);
    }

    /** The first character that is no blank. */
    private static char sign(Piece piece, byte[] head) throws IOException {
        var charset = CharsetGuess.of(piece.path()).charset();
        var text = new String(head, charset).replace("\uFEFF", "").stripLeading();
        return text.isEmpty() ? ' ' : text.charAt(0);
    }

    private Sample text(List<Piece> pieces, char sign) throws IOException {
        var first = pieces.get(0);
        boolean isXml = sign == '<';
        boolean isJson = sign == '{' || sign == '[';
        if (!isXml && !isJson) {
            return TextSample.of(pieces, zone, scratch);
        }
        try {
            return isXml
                    ? NamedSample.ofXml(pieces, scratch, where.row())
                    : NamedSample.ofJson(pieces, scratch, where.rows());
        } catch (FormatException e) {
            if (isXml ? first.isCalled(".xml") : first.isCalled(JSON_NAMES)) {
                throw e;
            }
            return TextSample.of(pieces, zone, scratch);
        }
    }
}
