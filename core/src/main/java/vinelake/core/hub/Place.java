package vinelake.core.hub;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import vinelake.core.contract.DatasetName;

/**
 * A place in a file of the hub folder, with what stands there.
 *
 * <p>Reading is tolerant: what is missing or of another type is empty, because the schema says so already and the
 * checks that do not depend on it shall still be made.
 *
 * @param pointer JSON pointer, empty for the whole file
 */
record Place(Problems problems, String file, String pointer, JsonNode node) {

    Place at(String key) {
        return new Place(problems, file, pointer + "/" + escaped(key), node.path(key));
    }

    Place at(int index) {
        return new Place(problems, file, pointer + "/" + index, node.path(index));
    }

    /** The items of a list; none where it is something else. */
    List<Place> items() {
        return node.isArray()
                ? IntStream.range(0, node.size()).mapToObj(this::at).toList()
                : List.of();
    }

    /** The entries of a map, in the file's order; none where it is something else. */
    Map<String, Place> entries() {
        var entries = new LinkedHashMap<String, Place>();
        if (node.isObject()) {
            node.properties().forEach(e -> entries.put(e.getKey(), at(e.getKey())));
        }
        return entries;
    }

    boolean isPresent() {
        return !node.isMissingNode();
    }

    /** Text that is not blank. */
    Optional<String> text() {
        return rawText().filter(t -> !t.isBlank());
    }

    /** Text, which may be empty. */
    Optional<String> rawText() {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    OptionalInt whole() {
        return node.isNumber() ? node.asIntOpt() : OptionalInt.empty();
    }

    Optional<BigDecimal> number() {
        return node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
    }

    boolean isTrue() {
        return node.isBoolean() && node.booleanValue();
    }

    /** A date like 2026-01-31; empty where it is none. */
    Optional<LocalDate> date() {
        try {
            return text().map(LocalDate::parse);
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /** The dataset's name; empty where it is none. */
    Optional<DatasetName> dataset() {
        try {
            return text().map(DatasetName::parse);
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    /**
     * @param wrong what is wrong, with the value
     * @param allowed what would be right
     */
    void refuse(String wrong, String allowed) {
        problems.add(file, pointer, wrong + ". Allowed: " + allowed);
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
