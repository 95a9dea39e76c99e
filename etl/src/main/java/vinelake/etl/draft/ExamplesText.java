package vinelake.etl.draft;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.RuleName;
import vinelake.core.value.Booleans;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.core.value.Timestamps;

/**
 * Writes rows as examples. What tells who somebody is, and long text that may, is made up: no personal data leaves the
 * landing folder by a draft.
 */
final class ExamplesText {

    /** Longer text is prose, and may say anything of anybody. */
    private static final int LONGEST = 40;

    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    /** @return empty where no row has a value that can be shown */
    static Optional<String> of(
            List<Draft.Chosen> rows, List<Draft.Column> columns, Set<String> nullWords, ZoneId zone) {
        var lines = new ArrayList<String>();
        int number = 0;
        for (var row : rows) {
            var delivered = new ArrayList<String>();
            var accepted = new ArrayList<String>();
            var broken = new ArrayList<String>();
            for (var column : columns) {
                var text = Texts.strip(row.fields().get(column.position()));
                if (text == null) {
                    continue;
                }
                boolean isNone = nullWords.contains(text);
                var shown = isNone ? text : shown(text, column.guess(), number);
                delivered.add("      %s: %s".formatted(YamlText.quoted(column.source()), YamlText.quoted(shown)));
                if (!column.guess().isPersonal()) {
                    var stored = isNone
                            ? Optional.of("")
                            : inLake(shown, column.guess().type(), zone);
                    stored.ifPresentOrElse(
                            value -> accepted.add("      %s: %s".formatted(column.name(), YamlText.quoted(value))),
                            () -> broken.add(RuleName.type(column.name())));
                }
            }
            if (accepted.isEmpty() && broken.isEmpty()) {
                continue;
            }
            lines.add("  - name: " + YamlText.of(row.title()));
            lines.add("    row:");
            lines.addAll(delivered);
            if (broken.isEmpty()) {
                lines.add("    accepted:");
                lines.addAll(accepted);
            } else {
                lines.add("    broken: [%s]".formatted(String.join(", ", broken)));
            }
            number++;
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("# 取自交付的文件；个人信息和较长的文字已换成示例。\nexamples:\n" + String.join("\n", lines) + "\n");
    }

    private static String shown(String text, ColumnGuess guess, int number) {
        boolean isText = guess.type().kind() == ColumnType.Kind.STRING
                && guess.identifier().isEmpty();
        boolean isPerson =
                PersonalText.isCitizenNumber(text) || PersonalText.isMobilePhone(text) || PersonalText.isEmail(text);
        if (guess.isPersonal() || (isText && isPerson)) {
            return PersonalText.madeUp(text, number);
        }
        boolean isProse = isText && (text.length() > LONGEST && !text.matches("[0-9A-Za-z_.-]+"));
        return isProse || (isText && PersonalText.isWithin(text)) ? "（示例文字）" : text;
    }

    /** As the lake shows the value; empty where it cannot be read. */
    private static Optional<String> inLake(String text, ColumnType type, ZoneId zone) {
        return switch (type.kind()) {
            case STRING -> Optional.of(text);
            case BOOLEAN -> Optional.ofNullable(Booleans.parse(text)).map(String::valueOf);
            case INTEGER -> Optional.ofNullable(Integers.parse(text)).map(String::valueOf);
            case DECIMAL ->
                Optional.ofNullable(Numbers.parse(text))
                        .map(number -> Numbers.fit(number, type.precision(), type.scale()))
                        .map(String::valueOf);
            case DATE -> Optional.ofNullable(Dates.parse(text, zone)).map(String::valueOf);
            case TIMESTAMP ->
                Optional.ofNullable(Timestamps.parse(text, zone)).map(moment -> MOMENT.format(moment.atZone(zone)));
        };
    }

    private ExamplesText() {}
}
