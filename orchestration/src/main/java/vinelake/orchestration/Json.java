package vinelake.orchestration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as this module reads and prints it. */
final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static String indented(String json) {
        return MAPPER.writeValueAsString(MAPPER.readTree(json));
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static JsonNode read(String json) {
        return MAPPER.readTree(json);
    }

    private Json() {}
}
