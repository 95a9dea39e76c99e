package vinelake.orchestration;

import java.util.ArrayList;
import java.util.List;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.HubState.DatasetState;
import vinelake.orchestration.HubState.Lamp;

/** The state of a hub as a screen of a terminal. */
final class StatusScreen {

    /** More datasets than these stand below the screen's edge: those that nobody must look at are only counted. */
    private static final int MOST = 20;

    private static final String RED = "\u001B[31m";
    private static final String YELLOW = "\u001B[33m";
    private static final String GREEN = "\u001B[32m";
    private static final String FAINT = "\u001B[2m";
    private static final String PLAIN = "\u001B[0m";

    /** A cell, and how it is shown: its width is that of the text alone. */
    private record Cell(String text, String colour, boolean isNumber) {

        static Cell of(String text) {
            return new Cell(text, "", false);
        }

        static Cell number(String text) {
            return new Cell(text, "", true);
        }
    }

    private final ReportText text;
    private final Hub hub;
    private final HubState state;
    private final boolean isColoured;
    private final boolean isWhole;
    private final StringBuilder screen = new StringBuilder();

    /** @param isWhole whether every dataset is shown */
    StatusScreen(Hub hub, HubState state, Language language, boolean isColoured, boolean isWhole) {
        this.text = new ReportText(hub, language);
        this.hub = hub;
        this.state = state;
        this.isColoured = isColoured;
        this.isWhole = isWhole;
    }

    String text() {
        screen.append(coloured(state.needsAttention() ? RED : GREEN, state.sentence(text.language())))
                .append('\n');
        if (state.datasets().isEmpty()) {
            screen.append(text.of(
                    "还没有契约。用 vinelake draft 写一份\n",
                    "%s has no contract yet. Write one with: vinelake draft FILE\n".formatted(hub.name())));
            return screen.toString();
        }
        screen.append('\n');
        datasets();
        held();
        late();
        return screen.toString();
    }

    private void datasets() {
        var shown = state.datasets().stream()
                .filter(d -> isWhole || d.lamp().isRed())
                .toList();
        if (!isWhole && shown.size() < MOST) {
            shown = state.datasets().subList(0, Math.min(MOST, state.datasets().size()));
        }
        var rows = new ArrayList<List<Cell>>();
        rows.add(List.of(
                faint(text.of("状态", "state")),
                faint(text.of("数据集", "dataset")),
                faint(""),
                faint(text.of("数据截至", "as of")),
                head(text.of("读取", "read")),
                head(text.of("入湖", "accepted")),
                head(text.of("隔离", "refused")),
                head(text.of("重复", "duplicate")),
                head(text.of("未变", "unchanged")),
                head(text.of("暂扣", "held")),
                head(text.of("待修复", "to repair")),
                faint(text.of("近期行数", "recent rows"))));
        shown.forEach(d -> rows.add(row(d)));
        table(rows);
        int left = state.datasets().size() - shown.size();
        if (left > 0) {
            screen.append(coloured(
                            FAINT,
                            text.of("另有 %d 个数据集无须处理：--all", "%d more datasets ask for nothing: --all")
                                    .formatted(left)))
                    .append('\n');
        }
    }

    private List<Cell> row(DatasetState d) {
        var cells = new ArrayList<Cell>();
        cells.add(new Cell("● " + text.lamp(d.lamp()), colour(d.lamp()), false));
        cells.add(Cell.of(d.contract().title()));
        cells.add(faint(d.name().toString()));
        cells.add(Cell.of(d.last().map(l -> l.asOf().toString()).orElse("–")));
        cells.add(Cell.number(d.last().map(l -> ReportText.count(l.read())).orElse("–")));
        cells.add(Cell.number(d.last().map(l -> ReportText.count(l.accepted())).orElse("–")));
        cells.add(
                Cell.number(d.last().map(l -> ReportText.count(l.quarantined())).orElse("–")));
        cells.add(Cell.number(d.last().map(l -> ReportText.count(l.duplicate())).orElse("–")));
        cells.add(Cell.number(d.last().map(l -> ReportText.count(l.unchanged())).orElse("–")));
        cells.add(new Cell(ReportText.count(d.held()), d.held() > 0 ? RED : "", true));
        cells.add(new Cell(ReportText.count(d.openRows()), d.openRows() > 0 ? YELLOW : "", true));
        cells.add(Cell.of(ReportText.bars(d)));
        return cells;
    }

    private void table(List<List<Cell>> rows) {
        var widths = new int[rows.get(0).size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i).text()));
            }
        }
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                var cell = row.get(i);
                var gap = " ".repeat(widths[i] - DisplayWidth.of(cell.text()));
                line.append(i == 0 ? "" : "  ")
                        .append(cell.isNumber() ? gap : "")
                        .append(coloured(cell.colour(), cell.text()))
                        .append(cell.isNumber() || i == widths.length - 1 ? "" : gap);
            }
            screen.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private void held() {
        for (var held : state.held()) {
            var line = held.line();
            screen.append('\n')
                    .append(coloured(
                            RED,
                            text.of("暂扣  %s %s，数据日期 %s", "held  %s %s as of %s")
                                    .formatted(text.title(line.dataset()), line.dataset(), line.asOf())))
                    .append('\n');
            text.reasons(line).forEach(reason -> under("", reason));
            if (held.decided().isPresent()) {
                under("", text.waiting(held.decided().get()));
            } else {
                text.commands(line).forEach(command -> under(FAINT, command));
            }
        }
    }

    private void under(String colour, String words) {
        screen.append("      ").append(coloured(colour, words)).append('\n');
    }

    private void late() {
        if (!state.late().isEmpty()) {
            screen.append('\n');
        }
        for (var late : state.late()) {
            screen.append(coloured(RED, text.of("逾期  ", "late  ")))
                    .append(printable("%s %s: %s"
                            .formatted(late.contract().title(), late.contract().name(), text.late(late))))
                    .append('\n');
        }
    }

    private static String colour(Lamp lamp) {
        return switch (lamp) {
            case HELD, LATE -> RED;
            case ON_TIME -> GREEN;
            case NEVER, NO_CALENDAR -> FAINT;
        };
    }

    private static Cell faint(String text) {
        return new Cell(text, FAINT, false);
    }

    private static Cell head(String text) {
        return new Cell(text, FAINT, true);
    }

    private String coloured(String colour, String words) {
        var text = printable(words);
        return isColoured && !colour.isEmpty() ? colour + text + PLAIN : text;
    }

    /** A name of a file must not write to the terminal what it likes. */
    private static String printable(String words) {
        return words.replaceAll("\\p{Cntrl}", "?");
    }
}
