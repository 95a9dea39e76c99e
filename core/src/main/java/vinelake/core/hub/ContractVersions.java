package vinelake.core.hub;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.ContractFile.Column;

/**
 * The contract of a dataset with the versions before it, as their files have them.
 *
 * @param earlier by version, the lowest first
 */
record ContractVersions(ContractFile current, List<ContractFile> earlier) {

    private static final String HOLDS_FROM = "holdsFrom";

    /** Of all datasets; reports versions before a contract that is not there. */
    static List<ContractVersions> of(List<ContractFile> current, List<ContractFile> earlier) {
        var byName = new TreeMap<DatasetName, List<ContractFile>>();
        earlier.forEach(file ->
                byName.computeIfAbsent(file.name(), k -> new ArrayList<>()).add(file));
        var all = new ArrayList<ContractVersions>();
        for (var file : current) {
            var before = Optional.ofNullable(byName.remove(file.name())).orElse(List.of());
            all.add(new ContractVersions(
                    file,
                    before.stream()
                            .sorted(Comparator.comparing(ContractVersions::version))
                            .toList()));
        }
        byName.values()
                .forEach(files -> files.forEach(file -> file.root()
                        .problems()
                        .add(
                                file.root().file(),
                                "",
                                "has no current version beside it. Allowed: a version before %s.odcs.yaml"
                                        .formatted(file.name()))));
        return all;
    }

    /**
     * A semantic version, to be compared.
     *
     * @param parts its three numbers
     * @param mark what follows them; one without comes after those with one
     */
    private record Version(List<Integer> parts, String mark) implements Comparable<Version> {

        @Override
        public int compareTo(Version other) {
            for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
                int order = parts.get(i).compareTo(other.parts.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return mark.isEmpty() || other.mark.isEmpty()
                    ? Boolean.compare(mark.isEmpty(), other.mark.isEmpty())
                    : mark.compareTo(other.mark);
        }
    }

    /** As its file has it; one that is none was reported, and is the lowest. */
    private static Version version(ContractFile file) {
        var text = file.root().at("version").text().orElse("");
        int end = text.indexOf('-');
        var parts = new ArrayList<Integer>();
        for (var part : text.substring(0, end < 0 ? text.length() : end).split("\\.")) {
            if (part.matches("[0-9]{1,9}")) {
                parts.add(Integer.valueOf(part));
            }
        }
        return new Version(parts, end < 0 ? "" : text.substring(end));
    }

    private static Optional<LocalDate> holdsFrom(ContractFile file) {
        return file.settings().at(HOLDS_FROM).date();
    }

    private List<ContractFile> all() {
        var all = new ArrayList<>(earlier);
        all.add(current);
        return all;
    }

    void check() {
        if (earlier.isEmpty()) {
            return;
        }
        var all = all();
        for (int i = 0; i < all.size(); i++) {
            var file = all.get(i);
            file.versionInName()
                    .ifPresent(name -> ContractCheck.mustBe(
                            file.root().at("version"), name, "the version in the name of the file"));
            if (i > 0) {
                follows(file, all.get(i - 1));
            }
        }
        earlier.forEach(this::fits);
    }

    /** @param before the version below it */
    private static void follows(ContractFile file, ContractFile before) {
        var settings = file.root().at("customProperties");
        if (!file.settings().at(HOLDS_FROM).isPresent() && settings.node().isArray()) {
            settings.refuse(
                    "has no %s, and %s is before it"
                            .formatted(HOLDS_FROM, before.root().file()),
                    "the first as-of date for which it holds, like { property: %s, value: \"2026-01-01\" }"
                            .formatted(HOLDS_FROM));
        }
        if (version(file).compareTo(version(before)) <= 0) {
            file.root()
                    .at("version")
                    .text()
                    .ifPresent(text -> file.root()
                            .at("version")
                            .refuse(
                                    "is '%s', not above that of %s"
                                            .formatted(text, before.root().file()),
                                    "a version above all earlier ones"));
            return;
        }
        var from = holdsFrom(file);
        var fromBefore = holdsFrom(before);
        if (from.isPresent() && fromBefore.isPresent() && !from.get().isAfter(fromBefore.get())) {
            file.settings()
                    .at(HOLDS_FROM)
                    .refuse(
                            "is %s, and %s holds from %s"
                                    .formatted(from.get(), before.root().file(), fromBefore.get()),
                            "a later date for a higher version");
        }
    }

    /** Rows of all versions stand in one table, whose columns are those of the current one. */
    private void fits(ContractFile before) {
        Place mode = current.settings().at("mode");
        var modeBefore = before.settings().at("mode").text();
        if (mode.text().isPresent() && modeBefore.isPresent() && !mode.text().equals(modeBefore)) {
            mode.refuse(
                    "is %s, and %s has %s"
                            .formatted(mode.text().orElseThrow(), before.root().file(), modeBefore.orElseThrow()),
                    "the mode of earlier versions. Give records of another mode a dataset of another name");
        }
        if (!current.hasAllNames() || !before.hasAllNames()) {
            return;
        }
        for (Column column : current.columns()) {
            before.column(column.name().orElseThrow())
                    .ifPresentOrElse(own -> fits(before, column, own), () -> keyOf(before, column));
        }
        var gone = before.columns().stream()
                .flatMap(column -> column.name().stream())
                .filter(name -> current.column(name).isEmpty())
                .toList();
        if (!gone.isEmpty()) {
            current.table()
                    .at("properties")
                    .refuse(
                            "lacks %s, which %s has"
                                    .formatted(
                                            String.join(", ", gone),
                                            before.root().file()),
                            "every column of earlier versions. Keep it; if its files no longer have it, with the custom property { property: delivered, value: false }");
        }
    }

    private static void keyOf(ContractFile before, Column column) {
        if (column.isKey()) {
            column.place()
                    .refuse(
                            "is a key, and %s lacks it".formatted(before.root().file()),
                            "the key columns of earlier versions");
        }
    }

    private static void fits(ContractFile before, Column column, Column own) {
        var file = before.root().file();
        if (column.isKey() != own.isKey()) {
            column.place()
                    .refuse(
                            column.isKey()
                                    ? "is a key, and none in %s".formatted(file)
                                    : "is no key, and one in %s".formatted(file),
                            "the key columns of earlier versions");
        }
        if (column.isPersonal() != own.isPersonal()) {
            column.place()
                    .refuse(
                            column.isPersonal()
                                    ? "is personal, and not in %s".formatted(file)
                                    : "is not personal, and is in %s".formatted(file),
                            "the same classification in all versions");
        }
        if (!column.identifier().equals(own.identifier())) {
            column.place()
                    .refuse(
                            "has %s, and %s in %s".formatted(identifier(column), identifier(own), file),
                            "the same identifier in all versions");
        }
        var type = type(column);
        var typeBefore = type(own);
        if (type.isPresent()
                && typeBefore.isPresent()
                && !type.equals(typeBefore)
                && !type.get().isWiderThan(typeBefore.get())) {
            column.place()
                    .refuse(
                            "is %s, and %s in %s"
                                    .formatted(
                                            type.get().sql(), typeBefore.get().sql(), file),
                            "the type of earlier versions, or more digits before the point of a decimal. Give the new one a column of another name");
        }
    }

    private static String identifier(Column column) {
        return column.identifier().map(i -> "the identifier " + i).orElse("no identifier");
    }

    private static Optional<ColumnType> type(Column column) {
        try {
            return column.type();
        } catch (IllegalArgumentException reportedWithTheColumn) {
            return Optional.empty();
        }
    }

    /** The contract itself; only for files without problems. */
    Contract contract() {
        return current.contract()
                .after(
                        earlier.stream()
                                .map(file -> file.contract().after(List.of(), holdsFrom(file)))
                                .toList(),
                        holdsFrom(current));
    }
}
