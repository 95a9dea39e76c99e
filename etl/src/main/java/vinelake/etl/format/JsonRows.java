package vinelake.etl.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.HoldReason;
import vinelake.etl.text.RowFile;

/**
 * JSON: an object on each line, whose line is the row's number, or an array of objects, which are counted from 1. A line that
 * is no object is a row that cannot be split; where an array is broken, nobody can tell what comes after.
 */
public final class JsonRows {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A number with more zeros is written with its exponent, or it would fill the memory. */
    private static final int MOST_ZEROS = 100;

    /** What a malformed byte sequence decodes to. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final char MARK = '\uFEFF';
    private static final char STEP = '.';

    private final NamedColumns columns;
    private final RowFile to;

    private JsonRows(NamedColumns columns, RowFile to) {
        this.columns = columns;
        this.to = to;
    }

    /**
     * Reads all rows.
     *
     * @param pointer to the array, where it stands within an object
     * @throws FormatException when the file is no JSON, or has no rows where they should be
     */
    public static void read(Path file, Charset charset, Optional<String> pointer, NamedColumns columns, RowFile to)
            throws IOException {
        try {
            new JsonRows(columns, to).read(file, charset, pointer);
        } catch (CharacterCodingException | JacksonIOException e) {
            throw new FormatException(
                    "line %d: %s".formatted(malformed(file, charset), HoldReason.NO_TEXT.text(charset)));
        }
    }

    /** The first line whose bytes are no text. */
    private static long malformed(Path file, Charset charset) throws IOException {
        try (var text = new BufferedReader(new InputStreamReader(Files.newInputStream(file), charset))) {
            long number = 1;
            for (var line = text.readLine(); line != null && line.indexOf(REPLACEMENT) < 0; line = text.readLine()) {
                number++;
            }
            return number;
        }
    }

    private void read(Path file, Charset charset, Optional<String> pointer) throws IOException {
        if (pointer.isEmpty() && isLines(file, charset)) {
            lines(file, charset);
            return;
        }
        try (var text = open(file, charset);
                var parser = JSON.createParser(text)) {
            if (pointer.isPresent()) {
                descend(parser, Arrays.asList(pointer.get().substring(1).split("/")), pointer.get());
            } else {
                parser.nextToken();
            }
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                array(parser);
            } else if (parser.currentToken() == JsonToken.START_OBJECT && pointer.isEmpty()) {
                object(1, parser.readValueAsTree());
            } else {
                throw new FormatException("line 1: " + HoldReason.NO_OBJECTS.text());
            }
        } catch (JacksonIOException e) {
            throw e;
        } catch (JacksonException e) {
            // What the library says of a text may repeat it.
            throw new FormatException("line %d, column %d: %s"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), HoldReason.NO_JSON.text()));
        }
    }

    /** Whether the first line is an object of its own. */
    private static boolean isLines(Path file, Charset charset) throws IOException {
        try (var text = open(file, charset)) {
            int first = text.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = text.read();
            }
            // All of an array may stand on one line, and fill the memory.
            return first < 0
                    || first == '{'
                            && node((char) first + Objects.requireNonNullElse(text.readLine(), ""))
                                    .filter(JsonNode::isObject)
                                    .isPresent();
        }
    }

    private void lines(Path file, Charset charset) throws IOException {
        try (var text = open(file, charset)) {
            long number = 0;
            for (var line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                var node = node(line).filter(JsonNode::isObject);
                if (node.isPresent()) {
                    object(number, node.get());
                } else {
                    columns.addUnsplit(number, to);
                }
            }
        }
    }

    private static Optional<JsonNode> node(String line) {
        try {
            return Optional.of(JSON.readTree(line));
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }

    private static void descend(JsonParser parser, List<String> steps, String pointer) throws FormatException {
        parser.nextToken();
        for (var step : steps) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw nothingAt(pointer);
            }
            boolean isFound = false;
            while (!isFound && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                isFound = parser.currentName().equals(step.replace("~1", "/").replace("~0", "~"));
                parser.nextToken();
                if (!isFound) {
                    parser.skipChildren();
                }
            }
            if (!isFound) {
                throw nothingAt(pointer);
            }
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw nothingAt(pointer);
        }
    }

    private static FormatException nothingAt(String pointer) {
        return new FormatException(HoldReason.NO_ARRAY.text(pointer));
    }

    private void array(JsonParser parser) {
        long number = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            number++;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                object(number, parser.readValueAsTree());
            } else {
                parser.skipChildren();
                columns.addUnsplit(number, to);
            }
        }
    }

    private void object(long number, JsonNode object) {
        columns.begin();
        take(object, "");
        columns.end(number, to);
    }

    private void take(JsonNode object, String before) {
        for (var property : object.properties()) {
            var path = before + property.getKey();
            var value = property.getValue();
            if (value.isObject() && columns.descends(path)) {
                columns.pass(path);
                take(value, path + STEP);
            } else if (!value.isNull() || columns.isMapped(path) || !columns.leadsOn(path)) {
                // An object that is not there is no value of what lies in it.
                columns.put(path, text(value));
            }
        }
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isNumber()) {
            var number = value.decimalValue();
            return Math.abs((long) number.scale()) > MOST_ZEROS ? number.toString() : number.toPlainString();
        }
        return value.isContainer() ? value.toString() : value.asString();
    }

    private static BufferedReader open(Path file, Charset charset) throws IOException {
        var text = Files.newBufferedReader(file, charset);
        skipMark(text);
        return text;
    }

    private static void skipMark(Reader text) throws IOException {
        text.mark(1);
        if (text.read() != MARK) {
            text.reset();
        }
    }
}
