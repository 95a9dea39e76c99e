package vinelake.core.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** A hub's settings in a contract: ODCS has them as a list of {property, value}, here they are a map. */
final class CustomProperties {

    private final Place list;
    private final Map<String, Place> values = new LinkedHashMap<>();

    private CustomProperties(Place list) {
        this.list = list;
    }

    static CustomProperties of(Place list) {
        var properties = new CustomProperties(list);
        for (Place entry : list.items()) {
            entry.at("property").text().ifPresent(name -> properties.values.putIfAbsent(name, entry.at("value")));
        }
        return properties;
    }

    Place at(String property) {
        Place nothing = new Place(list.problems(), list.file(), list.pointer(), MissingNode.getInstance());
        return values.getOrDefault(property, nothing);
    }

    /** Reports unknown, repeated and missing properties and values that do not fit. */
    void check(Shape shape) {
        // A required list that is missing or no list was reported with the contract's own shape.
        if (!list.node().isArray()) {
            return;
        }
        for (Place entry : list.items()) {
            entry.at("property")
                    .text()
                    .filter(name ->
                            !values.get(name).pointer().equals(entry.at("value").pointer()))
                    .ifPresent(name -> entry.at("property").refuse("'%s' is given twice".formatted(name), "once"));
        }
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        values.forEach((name, place) -> {
            if (place.isPresent()) {
                map.set(name, place.node());
            }
        });
        for (Shape.Misfit misfit : shape.misfits(map)) {
            place(misfit.path()).refuse(misfit.wrong(), misfit.allowed());
        }
    }

    private Place place(List<String> path) {
        if (path.isEmpty()) {
            return list;
        }
        Place at = values.get(path.get(0));
        for (String step : path.subList(1, path.size())) {
            at = at.at(step);
        }
        return at;
    }
}
