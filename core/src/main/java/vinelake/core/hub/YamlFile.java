package vinelake.core.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A YAML file of the hub folder as a tree.
 *
 * <p>Only the plain part of YAML is taken: no aliases (Jackson would read them as text), no repeated keys (the last
 * would win), no numbers without end, one document.
 */
final class YamlFile {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Problems problems;
    private final String file;

    private YamlFile(Problems problems, String file) {
        this.problems = problems;
        this.file = file;
    }

    /**
     * What a file holds.
     *
     * @param root the whole file; a missing node where it could not be read, with the reason among the problems
     * @param digest SHA-256 of the file, hex; empty where it could not be read
     */
    record Content(Place root, String digest) {}

    /** @param file below the folder, with slashes */
    static Content read(Path folder, String file, Problems problems) {
        return new YamlFile(problems, file).read(folder.resolve(file));
    }

    private Content read(Path path) {
        Optional<byte[]> bytes = bytes(path);
        JsonNode root = bytes.flatMap(this::text).map(this::tree).orElse(MissingNode.getInstance());
        return new Content(
                new Place(problems, file, "", root), bytes.map(YamlFile::sha256).orElse(""));
    }

    private Optional<byte[]> bytes(Path path) {
        if (!Files.isRegularFile(path)) {
            problems.add(
                    file,
                    "",
                    Files.exists(path) ? "is no file. Allowed: a YAML file" : "is missing. Allowed: a YAML file");
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (IOException e) {
            problems.add(file, "", "cannot be read: " + e + ". Allowed: a file that this user may read");
            return Optional.empty();
        }
    }

    private Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add(file, "", "is not in UTF-8 (%s). Allowed: UTF-8".formatted(e.getMessage()));
            return Optional.empty();
        }
    }

    private JsonNode tree(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add(file, "", "is empty. Allowed: a map of keys and values");
                return MissingNode.getInstance();
            }
            JsonNode root = value(parser, "");
            if (parser.nextToken() != null) {
                problems.add(file, "", "line %d: has a second document. Allowed: one".formatted(line(parser)));
            }
            if (root.isNull()) {
                problems.add(file, "", "is empty. Allowed: a map of keys and values");
                return MissingNode.getInstance();
            }
            return root;
        } catch (JacksonException | YamlEngineException e) {
            return noYaml(e);
        }
    }

    private JsonNode noYaml(RuntimeException e) {
        String where = "";
        String why = e instanceof JacksonException jackson ? jackson.getOriginalMessage() : e.getMessage();
        // Jackson's own place is that of the last token before the fault.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                where = "line %d: ".formatted(marked.getProblemMark().get().getLine() + 1);
                why = marked.getProblem();
            }
        }
        why = String.valueOf(why).strip().replaceAll("\\s*\\R\\s*", " ");
        problems.add(file, "", where + "is no YAML: " + why + ". Allowed: YAML, with blanks and not tabs before keys");
        return MissingNode.getInstance();
    }

    private JsonNode value(JsonParser parser, String pointer) {
        if (parser instanceof tools.jackson.dataformat.yaml.YAMLParser yaml && yaml.isCurrentAlias()) {
            refuse(parser, pointer, "is an alias. Allowed: the value itself");
            return MissingNode.getInstance();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser, pointer);
            case START_ARRAY -> list(parser, pointer);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> fraction(parser, pointer);
            default -> {
                refuse(parser, pointer, "is neither text nor a number. Allowed: plain YAML");
                yield MissingNode.getInstance();
            }
        };
    }

    private ObjectNode map(JsonParser parser, String pointer) {
        ObjectNode map = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = String.valueOf(parser.currentName());
            Place place = new Place(problems, file, pointer, map).at(key);
            if (map.has(key)) {
                refuse(parser, place.pointer(), "key '%s' is given twice. Allowed: once".formatted(key));
            }
            parser.nextToken();
            JsonNode value = value(parser, place.pointer());
            if (!value.isMissingNode()) {
                map.set(key, value);
            }
        }
        return map;
    }

    private ArrayNode list(JsonParser parser, String pointer) {
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode value = value(parser, pointer + "/" + list.size());
            if (!value.isMissingNode()) {
                list.add(value);
            }
        }
        return list;
    }

    private JsonNode fraction(JsonParser parser, String pointer) {
        double number = number(parser);
        if (!Double.isFinite(number)) {
            refuse(parser, pointer, "is %s. Allowed: a finite number".formatted(parser.getString()));
            return MissingNode.getInstance();
        }
        return NODES.numberNode(number);
    }

    private static double number(JsonParser parser) {
        try {
            return parser.getDoubleValue();
        } catch (JacksonException notANumberOfJson) {
            return Double.NaN;
        }
    }

    private void refuse(JsonParser parser, String pointer, String message) {
        problems.add(file, pointer, "line %d: %s".formatted(line(parser), message));
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
