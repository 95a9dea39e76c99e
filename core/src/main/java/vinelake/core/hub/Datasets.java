package vinelake.core.hub;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.ContractFile.Column;

/** The hub's datasets, to find what the other files name. */
final class Datasets {

    private static final Set<String> LOGICAL_TYPES =
            Set.of("string", "date", "timestamp", "number", "integer", "boolean");

    /** So many files are named of those that share something. */
    private static final int NAMED = 3;

    private final List<ContractFile> files;
    private final List<ContractFile> earlier;

    /**
     * @param files the current contracts
     * @param earlier versions before them
     */
    Datasets(List<ContractFile> files, List<ContractFile> earlier) {
        this.files = files;
        this.earlier = earlier;
    }

    /** What two contracts may not share. */
    void check() {
        once(
                "path",
                "a pattern of its own, so that a file belongs to one dataset",
                f -> f.server().at("path"));
        once("id", "an id of its own", f -> f.root().at("id"));
    }

    // Which of the two is at fault cannot be told, so both are named.
    private void once(String what, String allowed, Function<ContractFile, Place> placeIn) {
        var all = Stream.concat(files.stream(), earlier.stream()).toList();
        for (ContractFile file : all) {
            Place place = placeIn.apply(file);
            Optional<String> text = place.text();
            List<String> others = all.stream()
                    .filter(other -> text.isPresent() && !other.name().equals(file.name()))
                    .filter(other -> placeIn.apply(other).text().equals(text))
                    .map(other -> other.root().file())
                    .toList();
            if (!others.isEmpty()) {
                place.refuse("is '%s', the %s of %s".formatted(text.orElseThrow(), what, someOf(others)), allowed);
            }
        }
    }

    private static String someOf(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() <= NAMED ? first : "%s and %d more".formatted(first, names.size() - NAMED);
    }

    Optional<ContractFile> find(DatasetName name) {
        return files.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** An earlier version of a contract, by the version in its file's name. */
    Optional<ContractFile> find(DatasetName name, String version) {
        return earlier.stream()
                .filter(f -> f.name().equals(name)
                        && f.versionInName().filter(version::equals).isPresent())
                .findFirst();
    }

    /** The dataset that a place names; reports one that has no contract. */
    Optional<ContractFile> named(Place place) {
        Optional<DatasetName> name = place.dataset();
        Optional<ContractFile> found = name.flatMap(this::find);
        if (name.isPresent() && found.isEmpty()) {
            place.refuse(
                    "is '%s', which has no contract".formatted(name.get()),
                    files.stream().map(f -> f.name().toString()).collect(Collectors.joining(", ")));
        }
        return found;
    }

    /** The column of a dataset that a place names; reports one that the dataset does not have. */
    Optional<Column> column(ContractFile dataset, Place place) {
        Optional<String> name = place.text();
        Optional<Column> found = name.flatMap(dataset::column);
        if (name.isPresent() && found.isEmpty() && dataset.hasAllNames()) {
            place.refuse(
                    "is '%s', which is no column of %s".formatted(name.get(), dataset.name()), dataset.columnNames());
        }
        return found;
    }

    /** Reports a column that is not there or is of another type; a type that does not exist was reported. */
    void columnOf(ContractFile dataset, Place place, String... logicalTypes) {
        column(dataset, place)
                .flatMap(c -> c.place().at("logicalType").text())
                .filter(type ->
                        LOGICAL_TYPES.contains(type) && !List.of(logicalTypes).contains(type))
                .ifPresent(type -> place.refuse(
                        "is '%s', of type %s in %s".formatted(place.node().stringValue(), type, dataset.name()),
                        "a column of type " + Arrays.stream(logicalTypes).collect(Collectors.joining(" or "))));
    }

    /** Reports a column that is not there or does not identify anybody. */
    void identifierColumn(ContractFile dataset, Place place) {
        column(dataset, place)
                .filter(c -> c.identifier().isEmpty())
                .ifPresent(c -> place.refuse(
                        "is '%s', which has no identifier in %s"
                                .formatted(place.node().stringValue(), dataset.name()),
                        "a column with the custom property identifier"));
    }
}
