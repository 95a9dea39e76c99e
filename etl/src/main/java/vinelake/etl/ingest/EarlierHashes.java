package vinelake.etl.ingest;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.InternalRow;
import vinelake.core.table.Table;
import vinelake.etl.text.DuplicateSearch;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;

/** The hashes of a dataset's rows: the column of its table that holds them, and nothing beside it that could differ. */
record EarlierHashes(Lake lake, Table records) implements DuplicateSearch.Earlier {

    @Override
    public Iterator<long[]> get() {
        if (!lake.exists(records)) {
            return List.<long[]>of().iterator();
        }
        return lake.read(records)
                .select(TextTable.ROW_HASH)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(EarlierHashes::pairs)
                .toLocalIterator();
    }

    private static Iterator<long[]> pairs(Iterator<InternalRow> rows) {
        var pairs = LongStream.builder();
        rows.forEachRemaining(row -> {
            var hash = ByteBuffer.wrap(row.getBinary(0));
            pairs.add(hash.getLong()).add(hash.getLong());
        });
        return List.of(pairs.build().toArray()).iterator();
    }
}
