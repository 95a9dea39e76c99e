package vinelake.etl.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.sketch.BloomFilter;
import vinelake.core.contract.Contract;
import vinelake.core.table.Table;
import vinelake.etl.text.DuplicateSearch;
import vinelake.etl.text.TextBatch;
import vinelake.etl.text.TextTable;
import vinelake.lake.Lake;
import vinelake.lake.StoredFile;
import vinelake.lake.file.HashColumn;

/**
 * The hashes of a dataset's rows: the column of its table that holds them, and nothing beside it that could differ.
 *
 * <p>Reading them all costs more each month. So the days come first: where the rows have a date, one that no file of the
 * table speaks of tells that its row is new, without looking further. What departments deliver moves on with time, and of
 * the rows that remain the table is asked for those of their days only.
 */
final class EarlierHashes implements DuplicateSearch.Earlier {

    /**
     * A batch whose text is smaller than this share of the files that may have its rows gets no filter: to read its rows
     * twice costs less than to read the hashes of all earlier ones twice.
     */
    private static final int LITTLE = 3;

    /** So many rows are read twice sooner than a filter is made. */
    private static final int FEW = 20_000;

    /** So often a filter is made anew because rows of still earlier days came; then it is of all days. */
    private static final int OFTEN = 3;

    /** A table's size for one byte of its filter: that leaves a row of usual width some thirty bits. */
    private static final int TABLE_BYTES = 16;

    /** Of the heap, for one byte of a filter. */
    private static final int HEAP_BYTES = 8;

    private final Lake lake;
    private final List<StoredFile> files;
    private final long batchBytes;
    private final Optional<EarlierDays> days;

    private HashFilter filter;

    /** From this day on the filter knows the table's rows; a row without a day is of day 0. */
    private long filteredFrom = Long.MAX_VALUE;

    private boolean isFilterWanted = true;
    private int filters;
    private long filtering;
    private int asked;
    private long earliestAsked = Long.MAX_VALUE;
    private long earliestAside = Long.MAX_VALUE;
    private long latestAside = Long.MIN_VALUE;

    /** @param batchBytes how much text there is to be compared with the table's rows */
    EarlierHashes(Lake lake, Contract contract, long batchBytes) {
        this.lake = lake;
        this.batchBytes = batchBytes;
        this.files = lake.files(Table.records(contract));
        this.days = EarlierDays.of(contract, files);
    }

    @Override
    public boolean mayHave(TextBatch batch, int row) {
        if (files.isEmpty()) {
            return false;
        }
        long day = 0;
        if (days.isPresent()) {
            day = days.get().of(batch.values(), row);
            if (!days.get().have(day)) {
                return false;
            }
        }
        if (day < filteredFrom && isFilterWanted) {
            earliestAsked = Math.min(earliestAsked, day);
            if (++asked > FEW) {
                long start = System.nanoTime();
                filterFrom(++filters < OFTEN ? earliestAsked : Long.MIN_VALUE);
                filtering += System.nanoTime() - start;
            }
        }
        if (day >= filteredFrom && !filter.mayHave(batch.firstHashes()[row])) {
            return false;
        }
        earliestAside = Math.min(earliestAside, day);
        latestAside = Math.max(latestAside, day);
        return true;
    }

    /** Nanoseconds that filters took to make, while rows were judged. */
    long filtering() {
        return filtering;
    }

    private void filterFrom(long day) {
        asked = 0;
        var some = files(day, Long.MAX_VALUE);
        long bytes = bytes(some);
        if (batchBytes < bytes / LITTLE) {
            isFilterWanted = false;
            return;
        }
        // The one before is given up first: they are large.
        filter = null;
        var made = new HashFilter(size(bytes));
        read(some, made::add);
        filter = made;
        filteredFrom = day;
    }

    private static int size(long bytes) {
        long most = Math.min(1 << 30, Runtime.getRuntime().maxMemory() / HEAP_BYTES);
        return Math.max(HashFilter.least(), (int) Long.highestOneBit(Math.min(most, 2 * bytes / TABLE_BYTES)));
    }

    private static long bytes(List<StoredFile> files) {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }

    @Override
    public List<long[]> among(Supplier<BloomFilter> aside) {
        var filter = aside.get();
        var found = new ConcurrentLinkedQueue<long[]>();
        read(files(earliestAside, latestAside), pairs -> {
            var passing = LongStream.builder();
            for (int i = 0; i < pairs.length; i += 2) {
                if (filter.mightContainLong(pairs[i])) {
                    passing.add(pairs[i]).add(pairs[i + 1]);
                }
            }
            found.add(passing.build().toArray());
        });
        return List.copyOf(found);
    }

    private List<StoredFile> files(long firstDay, long lastDay) {
        return days.map(d -> d.files(firstDay, lastDay)).orElse(files);
    }

    /** @param pairs may be called by several threads at once */
    private void read(List<StoredFile> some, Consumer<long[]> pairs) {
        var configuration = lake.spark().sparkContext().hadoopConfiguration();
        some.parallelStream().forEach(file -> {
            try {
                HashColumn.read(new Path(file.location()), TextTable.ROW_HASH, configuration, pairs);
            } catch (IOException e) {
                throw new UncheckedIOException("%s: %s".formatted(file.location(), e.getMessage()), e);
            }
        });
    }
}
