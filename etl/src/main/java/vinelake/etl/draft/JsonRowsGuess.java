package vinelake.etl.draft;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Where the rows of a JSON file stand that is one object: the array within it that has the most objects. */
final class JsonRowsGuess {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final char MARK = '\uFEFF';

    private final Deque<String> steps = new ArrayDeque<>();
    private String pointer = "";
    private long most;

    private JsonRowsGuess() {}

    /** @return empty where the rows are lines or an array, where the object is the only row, and where the text is no JSON */
    static Optional<String> of(Path file, Charset charset) throws IOException {
        var guess = new JsonRowsGuess();
        try (var text = Files.newBufferedReader(file, charset)) {
            text.mark(1);
            if (text.read() != MARK) {
                text.reset();
            }
            try (var parser = JSON.createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return Optional.empty();
                }
                guess.object(parser);
                boolean isAlone = parser.nextToken() == null;
                return isAlone && guess.most > 0 ? Optional.of(guess.pointer) : Optional.empty();
            }
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            // A pointer cannot lead through a name of nothing.
            if (name.isEmpty()) {
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                steps.addLast(name);
                object(parser);
                steps.removeLast();
            } else if (value == JsonToken.START_ARRAY) {
                array(parser, name);
            }
        }
    }

    private void array(JsonParser parser, String name) {
        long objects = 0;
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            objects += token == JsonToken.START_OBJECT ? 1 : 0;
            parser.skipChildren();
        }
        if (objects > most) {
            most = objects;
            steps.addLast(name);
            var path = new StringBuilder();
            steps.forEach(
                    step -> path.append('/').append(step.replace("~", "~0").replace("/", "~1")));
            steps.removeLast();
            pointer = path.toString();
        }
    }
}
