package vinelake.core.hub;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.DeletionMark;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.contract.TextFormat;

/**
 * A contract as its file has it, right or wrong.
 *
 * @param name after the file's path
 */
record ContractFile(DatasetName name, String digest, Place root, CustomProperties settings) {

    static ContractFile of(DatasetName name, YamlFile.Content content) {
        Place root = content.root();
        return new ContractFile(name, content.digest(), root, CustomProperties.of(root.at("customProperties")));
    }

    Place server() {
        return root.at("servers").at(0);
    }

    CustomProperties serverSettings() {
        return CustomProperties.of(server().at("customProperties"));
    }

    Place table() {
        return root.at("schema").at(0);
    }

    List<Column> columns() {
        return table().at("properties").items().stream().map(Column::of).toList();
    }

    List<Place> rules() {
        return table().at("quality").items();
    }

    Optional<Column> column(String columnName) {
        return columns().stream()
                .filter(c -> c.name().filter(columnName::equals).isPresent())
                .findFirst();
    }

    /** Whether every column has a name, so that a name that is not among them is wrong. */
    boolean hasAllNames() {
        List<Column> columns = columns();
        return !columns.isEmpty() && columns.stream().allMatch(c -> c.name().isPresent());
    }

    String columnNames() {
        return columns().stream().flatMap(c -> c.name().stream()).collect(Collectors.joining(", "));
    }

    /** The contract itself; only for a file without problems. */
    Contract contract() {
        Place section = settings.at("section");
        return new Contract(
                name,
                root.at("version").text().orElseThrow(),
                root.at("name").text().orElseThrow(),
                digest,
                Mode.valueOf(settings.at("mode").text().orElseThrow().toUpperCase(Locale.ROOT)),
                deletion(),
                server().at("path").text().orElseThrow(),
                format(),
                columns().stream().map(Column::column).toList(),
                texts(settings.at("ignoredColumns")),
                texts(settings.at("nullValues")),
                rules().stream().map(ContractFile::rule).toList(),
                settings.at("legalBasis").text().orElseThrow(),
                settings.at("catalogueClass").text(),
                new Section(
                        section.at("title").text().orElseThrow(),
                        Disclosure.valueOf(
                                section.at("disclosure").text().orElseThrow().toUpperCase(Locale.ROOT))),
                settings.at("retentionMonths").whole().orElseThrow(),
                Promises.NONE);
    }

    private Optional<DeletionMark> deletion() {
        Place deletion = settings.at("deletion");
        return deletion.at("column").text().map(column -> new DeletionMark(column, texts(deletion.at("values"))));
    }

    private TextFormat format() {
        CustomProperties settings = serverSettings();
        Charset charset = Charset.forName(settings.at("charset").text().orElseThrow());
        if (isFixedWidth()) {
            return TextFormat.ofWidths(charset, widths(), hasHeader());
        }
        return new TextFormat(
                charset,
                settings.at("delimiter").rawText().orElseThrow().charAt(0),
                settings.at("quote").rawText().filter(q -> !q.isEmpty()).map(q -> q.charAt(0)),
                hasHeader());
    }

    boolean isFixedWidth() {
        return server().at("format").text().filter("fixed_width"::equals).isPresent();
    }

    /** The widths that are whole numbers. */
    List<Integer> widths() {
        return serverSettings().at("widths").items().stream()
                .flatMapToInt(width -> width.whole().stream())
                .boxed()
                .toList();
    }

    boolean hasHeader() {
        return serverSettings().at("header").text().filter("absent"::equals).isEmpty();
    }

    private static RowRule rule(Place rule) {
        return new RowRule(
                rule.at("name").text().orElseThrow(),
                rule.at("implementation").text().orElseThrow(),
                rule.at("description").text().orElseThrow());
    }

    private static Set<String> texts(Place list) {
        return list.items().stream()
                .flatMap(item -> item.text().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A column as the file has it. */
    record Column(Place place, CustomProperties settings) {

        private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,2}),(\\d{1,2})\\)");

        private static Column of(Place place) {
            return new Column(place, CustomProperties.of(place.at("customProperties")));
        }

        Optional<String> name() {
            return place.at("name").text();
        }

        Optional<String> source() {
            return place.at("physicalName").isPresent()
                    ? place.at("physicalName").text()
                    : name();
        }

        Optional<String> identifier() {
            return settings.at("identifier").text();
        }

        boolean isRequired() {
            return place.at("required").isTrue() || isKey();
        }

        boolean isKey() {
            return place.at("primaryKey").isTrue();
        }

        boolean isPersonal() {
            return place.at("classification").text().filter("personal"::equals).isPresent();
        }

        Map<String, String> values() {
            var values = new LinkedHashMap<String, String>();
            settings.at("values").entries().forEach((text, to) -> to.rawText().ifPresent(t -> values.put(text, t)));
            return values;
        }

        /**
         * The type; empty where the file names none.
         *
         * @throws IllegalArgumentException when precision and scale do not go together
         */
        Optional<ColumnType> type() {
            return place.at("logicalType").text().flatMap(logical -> switch (logical) {
                case "string" -> Optional.of(ColumnType.of(ColumnType.Kind.STRING));
                case "date" -> Optional.of(ColumnType.of(ColumnType.Kind.DATE));
                case "timestamp" -> Optional.of(ColumnType.of(ColumnType.Kind.TIMESTAMP));
                case "integer" -> Optional.of(ColumnType.of(ColumnType.Kind.INTEGER));
                case "boolean" -> Optional.of(ColumnType.of(ColumnType.Kind.BOOLEAN));
                case "number" -> decimal();
                default -> Optional.empty();
            });
        }

        private Optional<ColumnType> decimal() {
            Matcher decimal = DECIMAL.matcher(place.at("physicalType").text().orElse(""));
            return decimal.matches()
                    ? Optional.of(
                            ColumnType.decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))))
                    : Optional.empty();
        }

        private ContractColumn column() {
            return new ContractColumn(
                    name().orElseThrow(),
                    source().orElseThrow(),
                    place.at("businessName").text().orElseThrow(),
                    type().orElseThrow(),
                    isRequired(),
                    isKey(),
                    isPersonal(),
                    identifier(),
                    values());
        }
    }
}
