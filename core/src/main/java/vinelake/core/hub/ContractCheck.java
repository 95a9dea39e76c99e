package vinelake.core.hub;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.Bound;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.RuleName;
import vinelake.core.contract.SetRule;
import vinelake.core.hub.ContractFile.Column;
import vinelake.core.hub.ContractFile.SetRulePlace;

/** What a contract must keep to beyond its shape. */
final class ContractCheck {

    private static final Pattern POSITION = Pattern.compile("#([1-9][0-9]{0,3})");
    private static final Pattern LOOKS_LIKE_POSITION = Pattern.compile("#[0-9]+");
    private static final List<Charset> CHARSETS_WITH_WIDTHS = Stream.of(
                    "UTF-8", "GB18030", "GBK", "GB2312", "Big5", "ISO-8859-1")
            .map(Charset::forName)
            .toList();
    private static final Set<String> WITHOUT_POSITIONS = Set.of("json", "xml", "parquet");
    private static final String AS_OF_DATE = "{as_of_date}";

    private final ContractFile file;

    private ContractCheck(ContractFile file) {
        this.file = file;
    }

    static void check(ContractFile file) {
        if (file.root().isPresent()) {
            new ContractCheck(file).check();
        }
    }

    private void check() {
        Shape.CONTRACT.check(file.root());
        file.settings().check(Shape.CONTRACT_PROPERTIES);
        server();
        file.columns().forEach(c -> c.settings().check(Shape.COLUMN_PROPERTIES));
        names();
        sources();
        unique("column", file.columns().stream().map(c -> c.place().at("name")).toList());
        unique(
                "rule",
                Stream.concat(file.rules().stream(), file.setRules().stream().map(SetRulePlace::place))
                        .map(r -> r.at("name"))
                        .toList());
        file.rules().forEach(ContractCheck::reservedName);
        file.columns().forEach(this::column);
        keys();
        deletion();
        file.setRules().forEach(this::setRule);
        usualRows();
        manifest();
        frequency();
        holdsFrom();
    }

    private void holdsFrom() {
        Place from = file.settings().at("holdsFrom");
        from.text()
                .filter(text -> from.date().isEmpty())
                .ifPresent(text -> from.refuse("is '%s'".formatted(text), "a date of the calendar, like 2026-01-01"));
    }

    private void setRule(SetRulePlace rule) {
        Place place = rule.place();
        reservedName(place);
        place.at("name")
                .text()
                .filter(SetRule.USUAL_ROWS::equals)
                .ifPresent(name ->
                        place.at("name").refuse("is '%s', the rule of usualRows".formatted(name), "another name"));
        var operators = rule.operators();
        var allowed =
                Stream.of(Bound.Operator.values()).map(Bound.Operator::key).collect(Collectors.joining(", "));
        if (operators.size() != 1) {
            place.refuse(
                    operators.isEmpty()
                            ? "has no operator"
                            : "has the operators %s"
                                    .formatted(operators.keySet().stream()
                                            .map(Bound.Operator::key)
                                            .collect(Collectors.joining(", "))),
                    "one of " + allowed);
        }
        Optional.ofNullable(operators.get(Bound.Operator.BETWEEN)).ifPresent(ContractCheck::ordered);
        if (rule.column().isEmpty()
                && place.at("metric").text().filter("duplicateValues"::equals).isPresent()) {
            columnsOf(place);
        }
    }

    private void columnsOf(Place rule) {
        var properties = rule.at("arguments").at("properties");
        if (properties.items().isEmpty()) {
            rule.refuse("names no columns", "arguments: {properties: [columns]} for duplicateValues of a dataset");
        }
        if (file.hasAllNames()) {
            for (Place property : properties.items()) {
                property.text()
                        .filter(name -> file.column(name).isEmpty())
                        .ifPresent(name -> property.refuse("is '%s'".formatted(name), file.columnNames()));
            }
        }
    }

    private static void ordered(Place between) {
        var least = between.at(0).number();
        var most = between.at(1).number();
        if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
            between.refuse(
                    "goes from %s to %s".formatted(least.get(), most.get()),
                    "the smallest number first, then the largest");
        }
    }

    private void usualRows() {
        Place usual = file.settings().at("usualRows");
        var from = usual.at("from").number();
        var to = usual.at("to").number();
        if (from.isPresent() && to.isPresent() && from.get().compareTo(to.get()) > 0) {
            usual.refuse("goes from %s to %s".formatted(from.get(), to.get()), "from at most to, in percent");
        }
    }

    private void manifest() {
        Place place = file.settings().at("manifest");
        place.text().ifPresent(path -> {
            faultOfPath(path)
                    .ifPresent(fault -> place.refuse(
                            "is '%s', which %s".formatted(path, fault),
                            "a path below the landing folder, with * within a name and {as_of_date} at most once"));
            if (file.server().at("path").text().filter(path::equals).isPresent()) {
                place.refuse("is '%s', the path of the files".formatted(path), "a path of its own");
            }
        });
    }

    private void frequency() {
        var levels = file.root().at("slaProperties").items();
        unique("property", levels.stream().map(l -> l.at("property")).toList());
        file.serviceLevel("frequency")
                .ifPresent(frequency -> frequency.at("value").whole().ifPresent(value -> {
                    if (value < 1) {
                        frequency.at("value").refuse("is the number " + value, "1 or more");
                    }
                }));
        file.serviceLevel("latency").ifPresent(latency -> {
            latency.at("unit")
                    .text()
                    .filter(unit -> !unit.equals("d"))
                    .ifPresent(unit -> latency.at("unit").refuse("is '%s'".formatted(unit), "d, for latency"));
            if (file.serviceLevel("frequency").isEmpty()) {
                latency.refuse("stands beside no frequency", "days of grace beside a frequency");
            }
        });
    }

    private void server() {
        if (file.isExchange()) {
            Shape.EXCHANGE_SERVER.check(file.server());
            file.serverSettings().check(Shape.EXCHANGE_PROPERTIES);
            exchange(file.serverSettings());
            return;
        }
        // A type that does not exist was reported.
        if (file.server().at("type").text().filter("local"::equals).isPresent()) {
            Shape.LOCAL_SERVER.check(file.server());
        }
        file.serverSettings().check(shapeOfSettings());
        path();
        format();
    }

    private Shape shapeOfSettings() {
        return switch (file.formatName()) {
            case "fixed_width" -> Shape.FIXED_WIDTH_PROPERTIES;
            case "xlsx" -> Shape.SHEET_PROPERTIES;
            case "json" -> Shape.JSON_PROPERTIES;
            case "xml" -> Shape.XML_PROPERTIES;
            case "parquet" -> Shape.PARQUET_PROPERTIES;
            default -> Shape.SERVER_PROPERTIES;
        };
    }

    private void exchange(CustomProperties settings) {
        if (settings.at("table").isPresent() == settings.at("query").isPresent()) {
            file.server().at("customProperties").refuse("has table and query, or none of them", "one of the two");
        }
        Place query = settings.at("query");
        query.text()
                .filter(sql -> sql.contains(";"))
                .ifPresent(sql -> query.refuse("has a semicolon", "one SELECT statement without an end mark"));
        List.of(settings.at("user"), settings.at("password")).forEach(HubCheck::secret);
    }

    private void names() {
        mustBe(file.root().at("domain"), file.name().department(), "the name of the file's folder");
        mustBe(file.table().at("name"), file.name().dataset(), "the name of the file");
    }

    static void mustBe(Place place, String expected, String why) {
        place.text()
                .filter(text -> !text.equals(expected))
                .ifPresent(text -> place.refuse("is '%s'".formatted(text), "%s, %s".formatted(expected, why)));
    }

    private void path() {
        Place place = file.server().at("path");
        place.text()
                .flatMap(ContractCheck::faultOfPath)
                .ifPresent(fault -> place.refuse(
                        "is '%s', which %s".formatted(place.node().stringValue(), fault),
                        "a path below the landing folder, with * within a name and {as_of_date} at most once"));
    }

    private static Optional<String> faultOfPath(String path) {
        String rest = path.replace(AS_OF_DATE, "");
        if (path.length() - rest.length() > AS_OF_DATE.length()) {
            return Optional.of("has {as_of_date} more than once");
        }
        if (path.startsWith("/")) {
            return Optional.of("is absolute");
        }
        List<String> names = List.of(path.split("/", -1));
        if (names.contains("..") || names.contains(".") || names.contains("")) {
            return Optional.of("has a name that is empty, . or ..");
        }
        if (rest.contains("**")) {
            return Optional.of("has **");
        }
        return rest.chars()
                .filter(c -> "{}[]?\\".indexOf(c) >= 0 || Character.isISOControl(c))
                .mapToObj(c -> "has the character '%c'".formatted(c))
                .findFirst();
    }

    private void format() {
        CustomProperties settings = file.serverSettings();
        if (file.isFixedWidth()) {
            fixedWidth(settings);
            return;
        }
        Place charset = settings.at("charset");
        charset.text()
                .filter(name -> !isCharset(name))
                .ifPresent(name -> charset.refuse(
                        "is '%s', which this Java does not know".formatted(name), "a charset like UTF-8 or GB18030"));
        if (!file.formatName().equals("csv")) {
            return;
        }
        Place delimiter = settings.at("delimiter");
        Optional<String> separates = delimiter.rawText();
        separates
                .filter(d -> !isOneAsciiCharacter(d))
                .ifPresent(d -> delimiter.refuse("is '%s'".formatted(d), "one ASCII character that is no line break"));
        Place quote = settings.at("quote");
        quote.rawText()
                .filter(q -> !q.isEmpty()
                        && (!isOneAsciiCharacter(q)
                                || q.isBlank()
                                || separates.filter(q::equals).isPresent()))
                .ifPresent(q -> quote.refuse(
                        "is '%s'".formatted(q),
                        "one ASCII character that is neither blank nor the delimiter, or \"\" for none"));
    }

    /** A width in bytes means nothing where a line end is no byte of its own, as in UTF-16. */
    private void fixedWidth(CustomProperties settings) {
        Place charset = settings.at("charset");
        charset.text()
                .filter(name -> !isCharset(name) || !CHARSETS_WITH_WIDTHS.contains(Charset.forName(name)))
                .ifPresent(name -> charset.refuse(
                        "is '%s' beside widths".formatted(name),
                        CHARSETS_WITH_WIDTHS.stream().map(Charset::name).collect(Collectors.joining(", "))));
        int count = file.widths().size();
        int last = Stream.concat(
                        file.columns().stream().map(Column::source),
                        file.settings().at("ignoredColumns").items().stream().map(Place::text))
                .flatMap(Optional::stream)
                .map(POSITION::matcher)
                .filter(Matcher::matches)
                .mapToInt(position -> Integer.parseInt(position.group(1)))
                .max()
                .orElse(0);
        if (count > 0 && (file.hasHeader() ? last > count : last != count)) {
            settings.at("widths")
                    .refuse(
                            "has %d fields, the last that a column takes or ignores is #%d".formatted(count, last),
                            "the width of each field of a row, each mapped or named in ignoredColumns");
        }
    }

    private static boolean isCharset(String name) {
        try {
            return Charset.isSupported(name) && Charset.forName(name).canEncode();
        } catch (IllegalArgumentException illegalName) {
            return false;
        }
    }

    private static boolean isOneAsciiCharacter(String text) {
        return text.length() == 1 && text.charAt(0) < 0x80 && "\r\n\0".indexOf(text.charAt(0)) < 0;
    }

    private void sources() {
        var taken = new HashMap<String, String>();
        for (Column column : file.columns()) {
            Place place = column.place().at(column.place().at("physicalName").isPresent() ? "physicalName" : "name");
            column.source().ifPresent(source -> {
                source(place, source);
                String other = taken.putIfAbsent(source, column.name().orElse("?"));
                if (other != null) {
                    place.refuse("is '%s', the source of column %s".formatted(source, other), "a source once");
                }
            });
        }
        for (Place ignored : file.settings().at("ignoredColumns").items()) {
            ignored.text().ifPresent(source -> {
                source(ignored, source);
                if (taken.containsKey(source)) {
                    ignored.refuse(
                            "is '%s', the source of column %s".formatted(source, taken.get(source)),
                            "a source column is either mapped or ignored");
                }
            });
        }
    }

    private void source(Place place, String source) {
        if (POSITION.matcher(source).matches()) {
            if (WITHOUT_POSITIONS.contains(file.formatName())) {
                place.refuse("is '%s' in a file of %s".formatted(source, file.formatName()), "a name or a path");
            }
            return;
        }
        if (LOOKS_LIKE_POSITION.matcher(source).matches()) {
            place.refuse("is '%s'".formatted(source), "a position counts from #1 to #9999");
        } else if (!file.hasHeader()) {
            place.refuse("is '%s' in a file without a header".formatted(source), "a position like #3");
        }
    }

    private static void unique(String what, List<Place> names) {
        Set<String> seen = new HashSet<>();
        for (Place place : names) {
            place.text()
                    .filter(name -> !seen.add(name))
                    .ifPresent(name -> place.refuse("%s '%s' is given twice".formatted(what, name), "once"));
        }
    }

    private static void reservedName(Place rule) {
        rule.at("name")
                .text()
                .filter(RuleName::isReserved)
                .ifPresent(name -> rule.at("name")
                        .refuse("is '%s', a rule that every contract has".formatted(name), "another name"));
    }

    private void column(Column column) {
        type(column);
        Place place = column.place();
        if (column.isKey()
                && place.at("required").node().isBoolean()
                && !place.at("required").isTrue()) {
            place.at("required").refuse("is false for a key", "true, or nothing, which is the same for a key");
        }
        if (!column.isDelivered()) {
            notDelivered(column);
        }
        if (column.isPersonal() && column.isKey()) {
            place.at("classification").refuse("is personal for a key", "a key that is not personal");
        }
        if (column.isPersonal() && column.identifier().isPresent()) {
            place.at("classification").refuse("is personal for an identifier", "an identifier that is not personal");
        }
    }

    /** What no file has is neither named nor needed. */
    private static void notDelivered(Column column) {
        Place place = column.place();
        place.at("physicalName")
                .text()
                .ifPresent(header -> place.at("physicalName")
                        .refuse("is '%s' for a column that is not delivered".formatted(header), "nothing there"));
        if (column.isRequired()) {
            place.refuse(
                    column.isKey() ? "is a key and not delivered" : "is required and not delivered",
                    "delivered: false for a column that may be blank");
        }
        if (!place.at("quality").items().isEmpty()) {
            place.at("quality").refuse("has rules for a column that is not delivered", "no rules there");
        }
    }

    private void type(Column column) {
        Place physical = column.place().at("physicalType");
        boolean isNumber =
                column.place().at("logicalType").text().filter("number"::equals).isPresent();
        if (isNumber && !physical.isPresent()) {
            column.place().refuse("key 'physicalType' is missing", "decimal(p,s), for logicalType number");
        }
        if (!isNumber && column.place().at("logicalType").isPresent() && physical.isPresent()) {
            physical.refuse("stands beside a logicalType that is not number", "decimal(p,s), for logicalType number");
        }
        try {
            column.type().ifPresent(type -> values(column, type));
        } catch (IllegalArgumentException e) {
            physical.problems().add(physical.file(), physical.pointer(), "is " + e.getMessage());
        }
    }

    private void values(Column column, ColumnType type) {
        Place values = column.settings().at("values");
        Set<String> nulls = file.settings().at("nullValues").items().stream()
                .flatMap(item -> item.text().stream())
                .collect(Collectors.toSet());
        for (Map.Entry<String, Place> entry : values.entries().entrySet()) {
            String text = entry.getKey();
            if (text.isBlank() || !text.equals(text.strip())) {
                values.refuse("key '%s' has blanks around it".formatted(text), "text without them, as blanks are cut");
            }
            if (nulls.contains(text)) {
                values.refuse("key '%s' is among nullValues".formatted(text), "a text means a value or none");
            }
            entry.getValue()
                    .rawText()
                    .filter(to -> !reads(to, type))
                    .ifPresent(to -> entry.getValue().refuse("is '%s'".formatted(to), "text of type " + type.sql()));
        }
    }

    private static boolean reads(String text, ColumnType type) {
        try {
            return switch (type.kind()) {
                case STRING -> !text.isBlank() && text.equals(text.strip());
                case BOOLEAN -> text.equals("true") || text.equals("false");
                case INTEGER -> text.equals(String.valueOf(Long.parseLong(text)));
                case DECIMAL -> fits(new BigDecimal(text), type);
                case DATE -> text.equals(LocalDate.parse(text).toString());
                case TIMESTAMP -> !LocalDateTime.parse(text.replace(' ', 'T')).equals(LocalDateTime.MAX);
            };
        } catch (NumberFormatException | DateTimeException unreadable) {
            return false;
        }
    }

    private static boolean fits(BigDecimal number, ColumnType type) {
        return number.scale() >= 0
                && number.scale() <= type.scale()
                && number.precision() - number.scale() <= type.precision() - type.scale();
    }

    private void keys() {
        Place mode = file.settings().at("mode");
        mode.text()
                .filter(m -> m.equals("snapshot") || m.equals("upsert"))
                .filter(m -> file.hasAllNames() && file.columns().stream().noneMatch(Column::isKey))
                .ifPresent(m -> mode.refuse(
                        "is %s and no column is a key".formatted(m),
                        "%s whose key columns say primaryKey: true"
                                .formatted(m.equals("upsert") ? "an upsert" : "a snapshot")));
    }

    private void deletion() {
        Place deletion = file.settings().at("deletion");
        if (!deletion.isPresent()) {
            return;
        }
        if (file.settings().at("mode").text().filter("upsert"::equals).isEmpty()) {
            deletion.refuse("stands beside a mode that is not upsert", "a deletion mark in an upsert only");
        }
        Place name = deletion.at("column");
        name.text()
                .ifPresent(n -> file.column(n).ifPresentOrElse(column -> mark(deletion, name, column), () -> {
                    if (file.hasAllNames()) {
                        name.refuse("is '%s', which is no column".formatted(n), file.columnNames());
                    }
                }));
    }

    /** A mark is a code: of an amount or a date nobody says that it deletes, and a hash hides what was said. */
    private static void mark(Place deletion, Place name, Column column) {
        String text = column.name().orElseThrow();
        if (column.isPersonal() || column.isKey()) {
            name.refuse(
                    "is '%s', which is %s".formatted(text, column.isKey() ? "a key" : "personal"),
                    "a column that is neither personal nor a key");
        }
        if (!column.isDelivered()) {
            name.refuse("is '%s', which is not delivered".formatted(text), "a column that the files have");
        }
        Optional<ColumnType> type;
        try {
            type = column.type();
        } catch (IllegalArgumentException reportedWithTheColumn) {
            return;
        }
        if (type.isEmpty()) {
            return;
        }
        switch (type.get().kind()) {
            case STRING, BOOLEAN, INTEGER -> {
                for (Place value : deletion.at("values").items()) {
                    value.rawText()
                            .filter(v -> !reads(v, type.get()))
                            .ifPresent(v -> value.refuse(
                                    "is '%s'".formatted(v),
                                    "text of type " + type.get().sql()));
                }
            }
            case DECIMAL, DATE, TIMESTAMP ->
                name.refuse(
                        "is '%s' of type %s".formatted(text, type.get().sql()), "a column of text, boolean or integer");
        }
    }
}
