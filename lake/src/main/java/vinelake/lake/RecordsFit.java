package vinelake.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.HoldReason;
import vinelake.core.table.Table;

/**
 * How a contract fits the records that are stored. What it gains is safe: a column more, digits more before the point.
 *
 * @param misfits what keeps its deliveries out
 * @param added columns that the lake does not have yet
 * @param widened columns that the lake has with fewer digits
 */
public record RecordsFit(List<Misfit> misfits, List<String> added, List<String> widened) {

    private static final String ENDED = "is_ended";

    /** Up to here a decimal is a number in a row's hash, and above it a text. */
    private static final int NUMBER_DIGITS = 18;

    /** @param field of the contract; empty for the whole */
    public record Misfit(String field, String message) {

        @Override
        public String toString() {
            return field.isEmpty() ? message : field + ": " + message;
        }
    }

    public static RecordsFit of(Lake lake, Contract contract) {
        var table = Table.records(contract);
        return lake.storedSchema(table)
                .map(stored -> compare(contract, table, stored))
                .orElseGet(() -> new RecordsFit(List.of(), List.of(), List.of()));
    }

    private static RecordsFit compare(Contract contract, Table table, StructType stored) {
        var misfits = new ArrayList<Misfit>();
        var added = new ArrayList<String>();
        var widened = new ArrayList<String>();
        for (var field : Lake.schema(table).fields()) {
            if (field.name().equals(ENDED)) {
                continue;
            }
            if (!List.of(stored.fieldNames()).contains(field.name())) {
                added.add(field.name());
                continue;
            }
            var was = stored.apply(field.name()).dataType();
            if (isWider(field.dataType(), was)) {
                widened.add(field.name());
            } else if (!text(was).equals(text(field.dataType()))) {
                misfits.add(new Misfit(
                        "column " + field.name(), HoldReason.OTHER_TYPE.text(text(field.dataType()), text(was))));
            }
        }
        var gone = List.of(stored.fieldNames()).stream()
                .filter(name -> !name.equals(ENDED) && !table.columnNames().contains(name))
                .toList();
        if (!gone.isEmpty()) {
            misfits.add(new Misfit("", HoldReason.COLUMN_GONE.text(String.join(", ", gone))));
        }
        boolean wasEnding = List.of(stored.fieldNames()).contains(ENDED);
        boolean isEnding = table.columnNames().contains(ENDED);
        if (wasEnding != isEnding) {
            misfits.add(new Misfit(
                    "mode",
                    HoldReason.OTHER_MODE.text(
                            contract.mode().name().toLowerCase(Locale.ROOT),
                            wasEnding ? "mode that ends keys" : "mode that ends no keys")));
        }
        return new RecordsFit(List.copyOf(misfits), List.copyOf(added), List.copyOf(widened));
    }

    /** Whether every stored value is one of the new type, too, and has the same hash there. */
    static boolean isWider(DataType is, DataType was) {
        return is instanceof DecimalType wide
                && was instanceof DecimalType narrow
                && wide.scale() == narrow.scale()
                && wide.precision() > narrow.precision()
                && wide.precision() <= NUMBER_DIGITS == narrow.precision() <= NUMBER_DIGITS;
    }

    private static String text(DataType type) {
        return type.asNullable().catalogString();
    }
}
