package vinelake.etl.ingest;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.sketch.BloomFilter;
import vinelake.core.table.Table;
import vinelake.etl.text.DuplicateSearch;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;

/** The hashes of a dataset's rows: the column of its table that holds them, and nothing beside it that could differ. */
record EarlierHashes(Lake lake, Table records) implements DuplicateSearch.Earlier {

    @Override
    public List<long[]> among(Supplier<BloomFilter> batch) {
        if (!lake.exists(records)) {
            return List.of();
        }
        var filter =
                JavaSparkContext.fromSparkContext(lake.spark().sparkContext()).broadcast(batch.get());
        try {
            return lake.read(records)
                    .select(TextTable.ROW_HASH)
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .mapPartitions(rows -> among(rows, filter.value()))
                    .collect();
        } finally {
            filter.destroy();
        }
    }

    private static Iterator<long[]> among(Iterator<InternalRow> rows, BloomFilter batch) {
        var pairs = LongStream.builder();
        while (rows.hasNext()) {
            var hash = ByteBuffer.wrap(rows.next().getBinary(0));
            long first = hash.getLong();
            if (batch.mightContainLong(first)) {
                pairs.add(first).add(hash.getLong());
            }
        }
        return List.of(pairs.build().toArray()).iterator();
    }
}
