package vinelake.core.hub;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The shape of a file of the hub folder, or of a part: a JSON Schema (draft 2020-12) that refuses unknown keys. */
final class Shape {

    static final Shape HUB = load("hub.schema.json");
    static final Shape CONTRACT = load("contract.schema.json");
    static final Shape CONTRACT_PROPERTIES = load("contract-properties.schema.json");
    static final Shape LOCAL_SERVER = load("local-server.schema.json");
    static final Shape EXCHANGE_SERVER = load("exchange-server.schema.json");
    static final Shape EXCHANGE_PROPERTIES = load("exchange-properties.schema.json");
    static final Shape SERVER_PROPERTIES = load("server-properties.schema.json");
    static final Shape FIXED_WIDTH_PROPERTIES = load("fixed-width-properties.schema.json");
    static final Shape SHEET_PROPERTIES = load("sheet-properties.schema.json");
    static final Shape JSON_PROPERTIES = load("json-properties.schema.json");
    static final Shape XML_PROPERTIES = load("xml-properties.schema.json");
    static final Shape PARQUET_PROPERTIES = load("parquet-properties.schema.json");
    static final Shape COLUMN_PROPERTIES = load("column-properties.schema.json");
    static final Shape EXAMPLES = load("examples.schema.json");
    static final Shape NETWORK = load("network.schema.json");
    static final Shape FEATURES = load("features.schema.json");
    static final Shape LABEL = load("label.schema.json");
    static final Shape SCORECARD = load("scorecard.schema.json");
    static final Shape DISCLOSURE = load("disclosure.schema.json");
    static final Shape RETENTION = load("retention.schema.json");

    private final Schema schema;

    private Shape(Schema schema) {
        this.schema = schema;
    }

    /**
     * Where a value does not fit.
     *
     * @param path keys and indexes from the value that was checked
     */
    record Misfit(List<String> path, String wrong, String allowed) {}

    List<Misfit> misfits(JsonNode value) {
        return schema.validate(value).stream().map(this::misfit).toList();
    }

    /** Reports what does not fit; nothing where there is no value, because that was reported. */
    void check(Place place) {
        if (!place.isPresent()) {
            return;
        }
        for (Misfit misfit : misfits(place.node())) {
            Place at = place;
            for (String step : misfit.path()) {
                at = at.at(step);
            }
            at.refuse(misfit.wrong(), misfit.allowed());
        }
    }

    private Misfit misfit(Error error) {
        List<String> path = steps(error.getInstanceLocation());
        JsonNode shape = shapeOf(error);
        JsonNode value = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "required" ->
                new Misfit(
                        path,
                        "key '%s' is missing".formatted(error.getProperty()),
                        allowed(shape.path("properties").path(error.getProperty())));
            case "additionalProperties" ->
                new Misfit(
                        path,
                        "key '%s' is not known".formatted(error.getProperty()),
                        String.join(", ", shape.path("properties").propertyNames()));
            case "uniqueItems" -> new Misfit(path, "has an entry twice", allowed(shape));
            default -> new Misfit(path, "is " + shown(value), allowed(shape));
        };
    }

    /** The schema object that holds the keyword which failed. */
    private JsonNode shapeOf(Error error) {
        List<String> steps = steps(error.getSchemaLocation().getFragment());
        JsonNode shape = schema.getSchemaNode();
        for (String step : steps.subList(0, steps.size() - 1)) {
            shape = shape.isArray() ? shape.path(Integer.parseInt(step)) : shape.path(step);
        }
        return shape;
    }

    private String allowed(JsonNode shape) {
        if (shape.has("$ref")) {
            return allowed(
                    schema.getSchemaNode().at(shape.get("$ref").stringValue().substring(1)));
        }
        String description = shape.path("description").asString("");
        if (shape.has("enum")) {
            return shape.get("enum").valueStream().map(JsonNode::asString).collect(Collectors.joining(", ")) + " ("
                    + description + ")";
        }
        return description;
    }

    private static List<String> steps(NodePath path) {
        var steps = new ArrayList<String>();
        for (int i = 0; i < path.getNameCount(); i++) {
            steps.add(String.valueOf(path.getElement(i)));
        }
        return steps;
    }

    private static String shown(JsonNode value) {
        if (value.isString()) {
            String text = value.stringValue();
            return "'" + (text.length() <= 80 ? text : text.substring(0, 80) + "...") + "'";
        }
        if (value.isObject()) {
            return value.isEmpty() ? "an empty map" : "a map";
        }
        if (value.isArray()) {
            return value.isEmpty() ? "an empty list" : "a list of " + value.size();
        }
        if (value.isNull()) {
            return "empty";
        }
        return (value.isBoolean() ? "the truth value " : "the number ") + value.asString();
    }

    private static Shape load(String resource) {
        try (InputStream in = Shape.class.getResourceAsStream(resource)) {
            return new Shape(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
