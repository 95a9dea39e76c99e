package vinelake.lake.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Reads a file for a scan, as it lies: of Parquet every column of text and of whole numbers, of others all text. */
final class ScannedFile {

    private static final String PARQUET = ".parquet";

    /** Text is read in pieces of so many characters, cut where a value cannot go on. */
    private static final int PIECE = 1 << 20;

    /** Of a table's own columns these are counts and places, which may be as large as a phone. */
    private static final Set<String> NUMBERS = Set.of("byte_offset", "line_number", "files.bytes");

    private final PersonalValues values;
    private final Configuration configuration;

    /** By column and kind. */
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();

    private long rows;

    ScannedFile(PersonalValues values, Configuration configuration) {
        this.values = values;
        this.configuration = configuration;
    }

    /**
     * What a file has.
     *
     * @param counts by column, empty for text, and kind
     */
    record Found(String file, long rows, Map<String, Map<String, Long>> counts) implements Serializable {}

    static Found scan(String file, PersonalValues values, Configuration configuration) throws IOException {
        var scanned = new ScannedFile(values, configuration);
        var path = new Path(file);
        boolean isLog = file.contains("/_delta_log/");
        if (path.getName().endsWith(PARQUET)) {
            scanned.parquet(path, isLog);
        } else {
            scanned.text(path, isLog);
        }
        return new Found(file, scanned.rows, scanned.counts);
    }

    private void parquet(Path file, boolean isLog) throws IOException {
        MessageType schema;
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
            schema = reader.getFileMetaData().getSchema();
        }
        var wanted = wanted(schema);
        if (wanted.isEmpty()) {
            return;
        }
        var reading = new Configuration(configuration);
        reading.set(ReadSupport.PARQUET_READ_SCHEMA, wanted.get().toString());
        try (var reader = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(reading)
                .build()) {
            for (var group = reader.read(); group != null; group = reader.read()) {
                rows++;
                take(group, "", isLog);
            }
        }
    }

    private static Optional<MessageType> wanted(MessageType schema) {
        var fields = new ArrayList<Type>();
        schema.getFields().forEach(field -> wanted(field).ifPresent(fields::add));
        return fields.isEmpty() ? Optional.empty() : Optional.of(new MessageType(schema.getName(), fields));
    }

    private static Optional<Type> wanted(Type field) {
        if (field.isPrimitive()) {
            return isText(field.asPrimitiveType()) || isNumber(field.asPrimitiveType())
                    ? Optional.of(field)
                    : Optional.empty();
        }
        var group = field.asGroupType();
        var meaning = group.getLogicalTypeAnnotation();
        if (meaning instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation) {
            // A map without its keys is none.
            return Optional.of(field);
        }
        var fields = new ArrayList<Type>();
        group.getFields().forEach(inner -> wanted(inner).ifPresent(fields::add));
        return fields.isEmpty() ? Optional.empty() : Optional.of(group.withNewFields(fields));
    }

    private static boolean isText(PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && (type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation
                        || type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation);
    }

    private static boolean isNumber(PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.INT64 && type.getLogicalTypeAnnotation() == null;
    }

    private void take(Group group, String before, boolean isLog) {
        GroupType type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            var fieldType = type.getType(field);
            var path = before + fieldType.getName();
            for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
                if (!fieldType.isPrimitive()) {
                    take(group.getGroup(field, i), path + ".", isLog);
                } else if (isText(fieldType.asPrimitiveType())) {
                    text(group.getString(field, i), column(path), isLog);
                } else if (isNumber(fieldType.asPrimitiveType()) && !NUMBERS.contains(column(path))) {
                    text(Long.toString(group.getLong(field, i)), column(path), isLog);
                }
            }
        }
    }

    /** As Spark names it: Parquet has a level more for each list and map. */
    private static String column(String path) {
        return path.replace(".list.element", "").replace(".key_value", "");
    }

    private void text(String text, String column, boolean isLog) {
        if (isLog) {
            values.findWithoutPhones(text, kind -> count(column, kind));
        } else {
            values.find(text, kind -> count(column, kind));
        }
    }

    private void count(String column, String kind) {
        counts.computeIfAbsent(column, c -> new TreeMap<>()).merge(kind, 1L, Long::sum);
    }

    /** UTF-8; what is none is looked at all the same, and digits are digits in every charset that comes here. */
    private void text(Path file, boolean isLog) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        try (var in = new BufferedReader(
                new InputStreamReader(file.getFileSystem(configuration).open(file), decoder))) {
            var piece = new char[PIECE];
            int kept = 0;
            boolean isLast = false;
            while (!isLast) {
                int length = fill(in, piece, kept);
                isLast = length < PIECE;
                int end = isLast ? length : cut(piece);
                var text = new String(piece, 0, end);
                rows += text.chars().filter(c -> c == '\n').count();
                text(text, "", isLog);
                kept = length - end;
                System.arraycopy(piece, end, piece, 0, kept);
            }
        }
    }

    /** @return how many characters it holds then */
    private static int fill(Reader in, char[] piece, int from) throws IOException {
        int filled = from;
        while (filled < piece.length) {
            int read = in.read(piece, filled, piece.length - filled);
            if (read < 0) {
                break;
            }
            filled += read;
        }
        return filled;
    }

    private static int cut(char[] piece) {
        for (int i = piece.length; i > piece.length / 2; i--) {
            if (" \n\t,;\"<>".indexOf(piece[i - 1]) >= 0) {
                return i;
            }
        }
        return piece.length;
    }

    static boolean isParquet(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(PARQUET);
    }
}
