package vinelake.etl.ingest;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DeletionMark;
import vinelake.etl.text.ParsedRows;

/** Whether a row of an upsert ends its key, by the contract's {@link DeletionMark}. */
final class EndMark implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int NO_COLUMN = -1;

    private final int column;
    private final long[] numbers;
    private final List<byte[]> texts;

    private EndMark(int column, long[] numbers, List<byte[]> texts) {
        this.column = column;
        this.numbers = numbers;
        this.texts = new ArrayList<>(texts);
    }

    static EndMark of(Contract contract) {
        return contract.deletion()
                .map(mark -> of(contract, mark))
                .orElseGet(() -> new EndMark(NO_COLUMN, new long[0], List.of()));
    }

    private static EndMark of(Contract contract, DeletionMark mark) {
        var column = contract.column(mark.column()).orElseThrow();
        int place = contract.columns().indexOf(column);
        if (column.type().kind() == ColumnType.Kind.STRING) {
            return new EndMark(
                    place,
                    new long[0],
                    mark.values().stream()
                            .map(v -> v.getBytes(StandardCharsets.UTF_8))
                            .toList());
        }
        boolean isBoolean = column.type().kind() == ColumnType.Kind.BOOLEAN;
        return new EndMark(
                place,
                mark.values().stream()
                        .mapToLong(v -> isBoolean ? v.equals("true") ? 1 : 0 : Long.parseLong(v))
                        .toArray(),
                List.of());
    }

    boolean isOn(ParsedRows values, int row) {
        if (column == NO_COLUMN || values.nulls(column)[row]) {
            return false;
        }
        if (values.isText(column)) {
            int start = values.starts(column)[row];
            int end = start + values.lengths(column)[row];
            return texts.stream().anyMatch(t -> Arrays.equals(t, 0, t.length, values.text(), start, end));
        }
        long number = values.numbers(column)[row];
        return Arrays.stream(numbers).anyMatch(n -> n == number);
    }
}
