package vinelake.etl.ingest;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.sketch.BloomFilter;
import vinelake.core.table.Table;
import vinelake.etl.text.DuplicateSearch;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;

/** The hashes of a dataset's rows: the column of its table that holds them, and nothing beside it that could differ. */
final class EarlierHashes implements DuplicateSearch.Earlier {

    /**
     * A batch whose text is smaller than this share of the table is set aside as a whole: to read its rows twice costs less
     * than to read the hashes of all earlier ones twice.
     */
    private static final int LITTLE = 3;

    /** A table's size for one byte of its filter: that leaves a row of usual width some thirty bits. */
    private static final int TABLE_BYTES = 16;

    private static final int LEAST_FILTER = 1 << 10;

    /** Of the heap, for one byte of a filter. */
    private static final int HEAP_BYTES = 8;

    private final Lake lake;
    private final Table records;
    private final LongPredicate mayHave;

    private EarlierHashes(Lake lake, Table records, LongPredicate mayHave) {
        this.lake = lake;
        this.records = records;
        this.mayHave = mayHave;
    }

    /** @param batchBytes how much text there is to be compared with the table's rows */
    static EarlierHashes of(Lake lake, Table records, long batchBytes) {
        long tableBytes = lake.bytes(records);
        if (tableBytes == 0) {
            return new EarlierHashes(lake, records, hash -> false);
        }
        if (batchBytes < tableBytes / LITTLE) {
            return new EarlierHashes(lake, records, hash -> true);
        }
        int most = Integer.highestOneBit(
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_BYTES));
        var filter =
                new BlockSplitBloomFilter((int) Math.min(most, Math.max(LEAST_FILTER, tableBytes / TABLE_BYTES)), most);
        // One part of the table after the other, so that the hashes are never here all at once.
        hashes(lake, records)
                .mapPartitions(EarlierHashes::firstHalves)
                .toLocalIterator()
                .forEachRemaining(halves -> {
                    for (long half : halves) {
                        filter.insertHash(half);
                    }
                });
        return new EarlierHashes(lake, records, filter::findHash);
    }

    private static JavaRDD<InternalRow> hashes(Lake lake, Table records) {
        return lake.read(records)
                .select(TextTable.ROW_HASH)
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }

    private static Iterator<long[]> firstHalves(Iterator<InternalRow> rows) {
        var halves = LongStream.builder();
        rows.forEachRemaining(
                row -> halves.add(ByteBuffer.wrap(row.getBinary(0)).getLong()));
        return List.of(halves.build().toArray()).iterator();
    }

    @Override
    public boolean mayHave(long firstHalf) {
        return mayHave.test(firstHalf);
    }

    @Override
    public List<long[]> among(Supplier<BloomFilter> aside) {
        var filter =
                JavaSparkContext.fromSparkContext(lake.spark().sparkContext()).broadcast(aside.get());
        try {
            return hashes(lake, records)
                    .mapPartitions(rows -> among(rows, filter.value()))
                    .collect();
        } finally {
            filter.destroy();
        }
    }

    private static Iterator<long[]> among(Iterator<InternalRow> rows, BloomFilter aside) {
        var pairs = LongStream.builder();
        while (rows.hasNext()) {
            var hash = ByteBuffer.wrap(rows.next().getBinary(0));
            long first = hash.getLong();
            if (aside.mightContainLong(first)) {
                pairs.add(first).add(hash.getLong());
            }
        }
        return List.of(pairs.build().toArray()).iterator();
    }
}
