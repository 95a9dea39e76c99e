package vinelake.core.hub;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import vinelake.core.contract.Bound;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.DeletionMark;
import vinelake.core.contract.Exchange;
import vinelake.core.contract.Format;
import vinelake.core.contract.Frequency;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.Mode;
import vinelake.core.contract.ParquetFormat;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.contract.SetRule;
import vinelake.core.contract.SheetFormat;
import vinelake.core.contract.TextFormat;
import vinelake.core.contract.XmlFormat;
import vinelake.core.value.Secret;

/**
 * A contract as its file has it, right or wrong.
 *
 * @param name after the file's path
 * @param versionInName of an earlier version
 */
record ContractFile(
        DatasetName name, Optional<String> versionInName, String digest, Place root, CustomProperties settings) {

    /** How what is fetched from a database is written down. */
    private static final TextFormat EXCHANGED = new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true);

    static ContractFile of(DatasetName name, Optional<String> versionInName, YamlFile.Content content) {
        Place root = content.root();
        return new ContractFile(
                name, versionInName, content.digest(), root, CustomProperties.of(root.at("customProperties")));
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

    /** The rules of a row. */
    List<Place> rules() {
        return table().at("quality").items().stream()
                .filter(rule -> !isOfType(rule, "library") && !isOfType(rule, "sql"))
                .toList();
    }

    /** The rules of a delivery as a whole: those of the dataset, then those of each column. */
    List<SetRulePlace> setRules() {
        var rules = new ArrayList<SetRulePlace>();
        table().at("quality").items().stream()
                .filter(rule -> isOfType(rule, "library") || isOfType(rule, "sql"))
                .forEach(rule -> rules.add(new SetRulePlace(rule, Optional.empty())));
        for (Column column : columns()) {
            column.place().at("quality").items().forEach(rule -> rules.add(new SetRulePlace(rule, column.name())));
        }
        return rules;
    }

    private static boolean isOfType(Place rule, String type) {
        return rule.at("type").text().filter(type::equals).isPresent();
    }

    Optional<Place> serviceLevel(String property) {
        return root.at("slaProperties").items().stream()
                .filter(p -> p.at("property").text().filter(property::equals).isPresent())
                .findFirst();
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
                path(),
                format(),
                serverSettings().at("entries").text(),
                exchange(),
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
                promises());
    }

    private Optional<DeletionMark> deletion() {
        Place deletion = settings.at("deletion");
        return deletion.at("column").text().map(column -> new DeletionMark(column, texts(deletion.at("values"))));
    }

    private Promises promises() {
        var rules = new ArrayList<SetRule>();
        Place usual = settings.at("usualRows");
        if (usual.isPresent()) {
            rules.add(new SetRule(
                    SetRule.USUAL_ROWS,
                    SetRule.Measure.ROWS_PERCENT_OF_USUAL,
                    List.of(),
                    Optional.empty(),
                    Bound.between(
                            usual.at("from").number().orElseThrow(),
                            usual.at("to").number().orElseThrow()),
                    "行数与往期相当"));
        }
        setRules().forEach(rule -> rules.add(rule.rule()));
        return new Promises(settings.at("manifest").text(), rules, frequency());
    }

    private Optional<Frequency> frequency() {
        return serviceLevel("frequency")
                .map(frequency -> new Frequency(
                        frequency.at("value").whole().orElseThrow(),
                        switch (frequency.at("unit").text().orElseThrow()) {
                            case "d" -> Frequency.Unit.DAY;
                            case "w" -> Frequency.Unit.WEEK;
                            case "m" -> Frequency.Unit.MONTH;
                            default -> Frequency.Unit.YEAR;
                        },
                        serviceLevel("latency")
                                .map(latency -> latency.at("value").whole().orElseThrow())
                                .orElse(0)));
    }

    /** What is fetched from a database has a name of its own, which no delivered file can have. */
    private String path() {
        return isExchange()
                ? "exchange/%s/{as_of_date}_*.csv".formatted(name)
                : server().at("path").text().orElseThrow();
    }

    boolean isExchange() {
        return server().at("type").text().filter("postgresql"::equals).isPresent();
    }

    private Optional<Exchange> exchange() {
        if (!isExchange()) {
            return Optional.empty();
        }
        CustomProperties settings = serverSettings();
        Place server = server();
        return Optional.of(new Exchange(
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(
                                server.at("host").text().orElseThrow(),
                                server.at("port").whole().orElseThrow(),
                                server.at("database").text().orElseThrow()),
                server.at("schema").text().orElseThrow(),
                settings.at("table").text(),
                settings.at("query").text(),
                settings.at("changedAt").text(),
                secret(settings.at("user")),
                secret(settings.at("password"))));
    }

    private static Secret secret(Place secret) {
        return new Secret(secret.at("environment").text(), secret.at("file").text());
    }

    private Format format() {
        if (isExchange()) {
            return EXCHANGED;
        }
        CustomProperties settings = serverSettings();
        return switch (formatName()) {
            case "xlsx" -> new SheetFormat(settings.at("sheet").text(), hasHeader(), title(), footer());
            case "json" ->
                new JsonFormat(
                        settings.at("charset").text().map(Charset::forName).orElse(StandardCharsets.UTF_8),
                        settings.at("rows").text());
            case "xml" -> new XmlFormat(settings.at("row").text().orElseThrow());
            case "parquet" -> new ParquetFormat();
            default -> textFormat(settings).withTitle(title()).withFooter(footer());
        };
    }

    private TextFormat textFormat(CustomProperties settings) {
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

    private List<String> title() {
        return List.copyOf(texts(serverSettings().at("title")));
    }

    private List<String> footer() {
        return List.copyOf(texts(serverSettings().at("footer")));
    }

    /** Of files; empty where there is none, which was reported. */
    String formatName() {
        return server().at("format").text().orElse("");
    }

    boolean isFixedWidth() {
        return formatName().equals("fixed_width");
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

    /**
     * A rule of whole deliveries as the file has it.
     *
     * @param column that it stands at
     */
    record SetRulePlace(Place place, Optional<String> column) {

        List<String> columns() {
            return column.map(List::of)
                    .orElseGet(() -> place.at("arguments").at("properties").items().stream()
                            .flatMap(p -> p.text().stream())
                            .toList());
        }

        /** The operators that it has, with their values. */
        Map<Bound.Operator, Place> operators() {
            var operators = new LinkedHashMap<Bound.Operator, Place>();
            place.entries()
                    .forEach((key, value) ->
                            Bound.Operator.ofKey(key).ifPresent(operator -> operators.put(operator, value)));
            return operators;
        }

        /** Only for a rule without problems. */
        private SetRule rule() {
            return new SetRule(
                    place.at("name").text().orElseThrow(),
                    measure(),
                    columns(),
                    place.at("query").text(),
                    bound(),
                    place.at("description").text().orElseThrow());
        }

        private SetRule.Measure measure() {
            boolean isPercent =
                    place.at("unit").text().filter("percent"::equals).isPresent();
            return switch (place.at("metric").text().orElse("")) {
                case "rowCount" -> SetRule.Measure.ROWS;
                case "nullValues" -> isPercent ? SetRule.Measure.EMPTY_PERCENT : SetRule.Measure.EMPTY_ROWS;
                case "duplicateValues" -> isPercent ? SetRule.Measure.REPEATED_PERCENT : SetRule.Measure.REPEATED_ROWS;
                case "invalidValues" ->
                    isPercent ? SetRule.Measure.QUARANTINED_PERCENT : SetRule.Measure.QUARANTINED_ROWS;
                default -> SetRule.Measure.QUERY;
            };
        }

        private Bound bound() {
            var operator = operators().entrySet().iterator().next();
            Place value = operator.getValue();
            return operator.getKey() == Bound.Operator.BETWEEN
                    ? Bound.between(
                            value.at(0).number().orElseThrow(),
                            value.at(1).number().orElseThrow())
                    : new Bound(operator.getKey(), value.number().orElseThrow(), Optional.empty());
        }
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

        /** Whether the contract's files have it. */
        boolean isDelivered() {
            Place delivered = settings.at("delivered");
            return !delivered.node().isBoolean() || delivered.isTrue();
        }

        /** Empty where the contract's files do not have it. */
        Optional<String> source() {
            if (!isDelivered()) {
                return Optional.empty();
            }
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
                    source().orElse(""),
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
