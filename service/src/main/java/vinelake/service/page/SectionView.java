package vinelake.service.page;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.service.access.SubjectFacts;

/**
 * What a department says of a subject: the last records, without the columns that repeat the subject's own code and
 * name in every row.
 *
 * @param role in which the subject stands in the records; empty where there is one only
 * @param rowCount records in all, of which the last are here
 */
record SectionView(
        String name, String title, String role, String asOf, long rowCount, List<Column> columns, List<Row> rows) {

    private static final Set<String> PLACE = Set.of("recorded_as_of", "source_file", "source_line");

    /** Longer text is cut on the page until somebody opens it. */
    private static final int LONG = 40;

    private static final int SHORT = 10;

    /** @param words what the department writes for true and false */
    record Column(String name, String title, boolean isNumber, Map<String, String> words) {}

    record Cell(String text, boolean isNumber, boolean isLong) {
        /** A date or a code is not broken. */
        boolean isShort() {
            return text.length() <= SHORT;
        }
    }

    /** @param source file and line as delivered */
    record Row(List<Cell> cells, String asOf, String source) {}

    static SectionView of(JsonNode section, SubjectFacts subject, Titles titles, Language language) {
        var name = section.path("department").asString("") + "/"
                + section.path("dataset").asString("");
        var records = section.path("records").valueStream().toList();
        var columns = columns(name, records, subject, titles, language);
        return new SectionView(
                name,
                language == Language.ZH ? section.path("title").asString(name) : titles.section(language, name),
                role(section, titles, name, language),
                section.path("as_of_date").asString(""),
                section.path("row_count").asLong(records.size()),
                columns,
                records.stream().map(record -> row(record, columns, language)).toList());
    }

    private static String role(JsonNode section, Titles titles, String name, Language language) {
        var role = section.path("role").asString("");
        if (role.isEmpty()) {
            return "";
        }
        // A role is the title of the column that names the subject: 销方统一社会信用代码 is 销方.
        return language == Language.ZH
                ? role.replace("统一社会信用代码", "")
                : titles.contract(name).stream()
                        .flatMap(contract -> contract.columns().stream())
                        .filter(column -> column.title().equals(role))
                        .map(column -> column.name().replace("_uscc", "").replace('_', ' '))
                        .findFirst()
                        .orElse(role);
    }

    private static List<Column> columns(
            String dataset, List<JsonNode> records, SubjectFacts subject, Titles titles, Language language) {
        var contract = titles.contract(dataset);
        var names = new ArrayList<String>();
        contract.ifPresent(
                c -> c.columns().stream().filter(x -> !x.isPersonal()).forEach(x -> names.add(x.name())));
        // A release may be older than the contract.
        records.forEach(record -> record.propertyNames().stream()
                .filter(name -> !names.contains(name) && !PLACE.contains(name))
                .forEach(names::add));
        return names.stream()
                .filter(name -> records.stream().anyMatch(record -> record.has(name)))
                .filter(name -> !records.stream()
                        .allMatch(record -> isOfSubject(record.path(name).asString(""), subject)))
                .map(name -> new Column(
                        name,
                        titles.column(language, name, chinese(contract, name)),
                        records.stream().anyMatch(record -> record.path(name).isNumber()),
                        language == Language.ZH ? words(contract, name) : Map.of()))
                .toList();
    }

    /** A contract maps 正常 and 作废 to false and true: here the way back. */
    private static Map<String, String> words(Optional<Contract> contract, String name) {
        var words = new HashMap<String, String>();
        contract.flatMap(c -> c.column(name))
                .filter(c -> c.type().kind() == ColumnType.Kind.BOOLEAN)
                .ifPresent(c -> c.values().forEach((delivered, parsed) -> words.put(parsed, delivered)));
        return words;
    }

    private static boolean isOfSubject(String text, SubjectFacts subject) {
        return text.equals(subject.code()) || text.equals(subject.name());
    }

    private static String chinese(Optional<Contract> contract, String name) {
        return contract.flatMap(c -> c.column(name)).map(ContractColumn::title).orElse(name);
    }

    private static Row row(JsonNode record, List<Column> columns, Language language) {
        return new Row(
                columns.stream()
                        .map(column -> cell(record.path(column.name()), column, language))
                        .toList(),
                record.path("recorded_as_of").asString(""),
                record.path("source_file").asString("") + " : "
                        + record.path("source_line").asString(""));
    }

    private static Cell cell(JsonNode value, Column column, Language language) {
        if (value.isMissingNode() || value.isNull()) {
            return new Cell(Figures.NONE, column.isNumber(), false);
        }
        if (value.isBoolean()) {
            var word = Texts.of(language, value.asBoolean() ? "yes" : "no");
            return new Cell(column.words().getOrDefault(Boolean.toString(value.asBoolean()), word), false, false);
        }
        if (value.isIntegralNumber()) {
            return new Cell(Figures.count(value.asLong()), true, false);
        }
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return new Cell(column.name().endsWith("_cny") ? Figures.yuan(number) : Figures.plain(value), true, false);
        }
        var text = value.asString("");
        return new Cell(text, false, text.length() > LONG);
    }

    /** A single record reads better as a list of what it says. */
    boolean isSingle() {
        return rowCount == 1 && rows.size() == 1;
    }
}
