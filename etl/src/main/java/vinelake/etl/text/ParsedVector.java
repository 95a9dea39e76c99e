package vinelake.etl.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of a {@link TextBatch}, as Spark sees it. */
class ParsedVector extends ColumnVector {

    private ParsedVector(DataType type) {
        super(type);
    }

    /** A column of the contract. */
    static ParsedVector ofValues(DataType type, ParsedRows rows, int column) {
        return rows.isText(column) ? new Slices(type, rows, column) : new Numbers(type, rows, column);
    }

    /** Numbers that are all there. */
    static ParsedVector ofNumbers(DataType type, long[] numbers) {
        return new Numbers(type, numbers, new boolean[numbers.length]);
    }

    interface Texts {
        /** @return null for no value */
        String of(int row);
    }

    /** Texts that are made when they are asked for. */
    static ParsedVector ofTexts(Texts texts) {
        return new ParsedVector(DataTypes.StringType) {
            @Override
            public boolean isNullAt(int rowId) {
                return texts.of(rowId) == null;
            }

            @Override
            public UTF8String getUTF8String(int rowId) {
                return UTF8String.fromString(texts.of(rowId));
            }
        };
    }

    /** Hashes of two halves. */
    static ParsedVector ofHashes(long[] first, long[] second) {
        return new ParsedVector(DataTypes.BinaryType) {
            @Override
            public boolean isNullAt(int rowId) {
                return false;
            }

            @Override
            public byte[] getBinary(int rowId) {
                return ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(first[rowId])
                        .putLong(second[rowId])
                        .array();
            }
        };
    }

    private static final class Numbers extends ParsedVector {

        private final long[] numbers;
        private final boolean[] nulls;

        Numbers(DataType type, ParsedRows rows, int column) {
            this(type, rows.numbers(column), rows.nulls(column));
        }

        Numbers(DataType type, long[] numbers, boolean[] nulls) {
            super(type);
            this.numbers = numbers;
            this.nulls = nulls;
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
        public int getInt(int rowId) {
            return (int) numbers[rowId];
        }

        @Override
        public long getLong(int rowId) {
            return numbers[rowId];
        }

        @Override
        public Decimal getDecimal(int rowId, int precision, int scale) {
            return nulls[rowId] ? null : Decimal.createUnsafe(numbers[rowId], precision, scale);
        }
    }

    private static final class Slices extends ParsedVector {

        private final ParsedRows rows;
        private final int[] starts;
        private final int[] lengths;
        private final boolean[] nulls;

        Slices(DataType type, ParsedRows rows, int column) {
            super(type);
            this.rows = rows;
            this.starts = rows.starts(column);
            this.lengths = rows.lengths(column);
            this.nulls = rows.nulls(column);
        }

        @Override
        public boolean isNullAt(int rowId) {
            return nulls[rowId];
        }

        @Override
        public Decimal getDecimal(int rowId, int precision, int scale) {
            if (nulls[rowId]) {
                return null;
            }
            var unscaled =
                    new BigInteger(Arrays.copyOfRange(rows.text(), starts[rowId], starts[rowId] + lengths[rowId]));
            return Decimal.apply(new BigDecimal(unscaled, scale), precision, scale);
        }

        @Override
        public UTF8String getUTF8String(int rowId) {
            return nulls[rowId] ? null : UTF8String.fromBytes(rows.text(), starts[rowId], lengths[rowId]);
        }
    }

    @Override
    public void close() {}

    @Override
    public boolean hasNull() {
        return true;
    }

    @Override
    public int numNulls() {
        // Spark asks for it only where a vector knows it for nothing.
        return 0;
    }

    @Override
    public boolean isNullAt(int rowId) {
        throw unsupported();
    }

    @Override
    public boolean getBoolean(int rowId) {
        throw unsupported();
    }

    @Override
    public byte getByte(int rowId) {
        throw unsupported();
    }

    @Override
    public short getShort(int rowId) {
        throw unsupported();
    }

    @Override
    public int getInt(int rowId) {
        throw unsupported();
    }

    @Override
    public long getLong(int rowId) {
        throw unsupported();
    }

    @Override
    public float getFloat(int rowId) {
        throw unsupported();
    }

    @Override
    public double getDouble(int rowId) {
        throw unsupported();
    }

    @Override
    public Decimal getDecimal(int rowId, int precision, int scale) {
        throw unsupported();
    }

    @Override
    public UTF8String getUTF8String(int rowId) {
        throw unsupported();
    }

    @Override
    public byte[] getBinary(int rowId) {
        throw unsupported();
    }

    @Override
    public ColumnarArray getArray(int rowId) {
        throw unsupported();
    }

    @Override
    public ColumnarMap getMap(int ordinal) {
        throw unsupported();
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw unsupported();
    }

    private UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("a column of %s has no such values".formatted(dataType()));
    }
}
