package vinelake.etl.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of a batch: numbers, or slices of the batch's text. */
class ParsedVector extends ColumnVector {

    private final Bytes text;
    private final long[] numbers;
    private final int[] starts;
    private final int[] lengths;
    private final boolean[] nulls;

    ParsedVector(DataType type, int capacity, Bytes text) {
        super(type);
        this.text = text;
        this.numbers = new long[capacity];
        this.starts = new int[capacity];
        this.lengths = new int[capacity];
        this.nulls = new boolean[capacity];
    }

    final void putNull(int row) {
        nulls[row] = true;
    }

    final void put(int row, long number) {
        nulls[row] = false;
        numbers[row] = number;
    }

    /** A slice of the batch's text. */
    final void put(int row, int start, int length) {
        nulls[row] = false;
        starts[row] = start;
        lengths[row] = length;
    }

    /** Copies bytes to the batch's text. */
    final void put(int row, byte[] from, int start, int length) {
        nulls[row] = false;
        starts[row] = text.length();
        lengths[row] = length;
        text.append(from, start, start + length);
    }

    @Override
    public void close() {}

    @Override
    public boolean hasNull() {
        return true;
    }

    @Override
    public int numNulls() {
        int count = 0;
        for (boolean isNull : nulls) {
            count += isNull ? 1 : 0;
        }
        return count;
    }

    @Override
    public boolean isNullAt(int rowId) {
        return nulls[rowId];
    }

    @Override
    public boolean getBoolean(int rowId) {
        return numbers[rowId] != 0;
    }

    @Override
    public byte getByte(int rowId) {
        return (byte) numbers[rowId];
    }

    @Override
    public short getShort(int rowId) {
        return (short) numbers[rowId];
    }

    @Override
    public int getInt(int rowId) {
        return (int) numbers[rowId];
    }

    @Override
    public long getLong(int rowId) {
        return numbers[rowId];
    }

    @Override
    public float getFloat(int rowId) {
        throw new UnsupportedOperationException("no contract has a float");
    }

    @Override
    public double getDouble(int rowId) {
        throw new UnsupportedOperationException("no contract has a double");
    }

    @Override
    public Decimal getDecimal(int rowId, int precision, int scale) {
        if (nulls[rowId]) {
            return null;
        }
        if (precision <= Decimal.MAX_LONG_DIGITS()) {
            return Decimal.createUnsafe(numbers[rowId], precision, scale);
        }
        var unscaled = new BigInteger(getBinary(rowId));
        return Decimal.apply(new BigDecimal(unscaled, scale), precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int rowId) {
        return nulls[rowId] ? null : UTF8String.fromBytes(text.array(), starts[rowId], lengths[rowId]);
    }

    @Override
    public byte[] getBinary(int rowId) {
        return nulls[rowId] ? null : Arrays.copyOfRange(text.array(), starts[rowId], starts[rowId] + lengths[rowId]);
    }

    @Override
    public ColumnarArray getArray(int rowId) {
        throw new UnsupportedOperationException("no contract has an array");
    }

    @Override
    public ColumnarMap getMap(int ordinal) {
        throw new UnsupportedOperationException("no contract has a map");
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw new UnsupportedOperationException("no contract has a struct");
    }
}
