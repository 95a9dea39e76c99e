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

/** The shapes of the hub folder's files, as JSON Schemas (draft 2020-12) that refuse unknown keys. */
enum Shape {
    HUB("hub"),
    CONTRACT("contract"),
    CONTRACT_PROPERTIES("contract-properties"),
    SERVER_PROPERTIES("server-properties"),
    COLUMN_PROPERTIES("column-properties"),
    EXAMPLES("examples"),
    NETWORK("network"),
    FEATURES("features"),
    LABEL("label"),
    SCORECARD("scorecard");

    private final Schema schema;

    Shape(String name) {
        this.schema = load(name + ".schema.json");
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

    private static Schema load(String resource) {
        try (InputStream in = Shape.class.getResourceAsStream(resource)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
