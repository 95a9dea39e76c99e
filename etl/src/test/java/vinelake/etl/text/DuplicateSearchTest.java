package vinelake.etl.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.sketch.BloomFilter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.core.contract.ColumnType;

class DuplicateSearchTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final StructType NO_COLUMNS = new StructType();

    @TempDir
    private Path folder;

    private enum Filter {
        NOTHING_EARLIER,
        ALL_MAY_BE_EARLIER,
        SURE_OF_MOST
    }

    private record Hash(long first, long second) {}

    /**
     * Of two in the batch the first is new; of one in the lake none is; a broken row is nobody's repeat. The same whoever
     * reads which stretch, and whatever the filter of earlier rows lets pass.
     */
    @ParameterizedTest
    @CsvSource({
        "UTF-8, 2000, 1, 1000000, SURE_OF_MOST",
        "UTF-8, 2000, 3, 7, SURE_OF_MOST",
        "UTF-8, 2000, 3, 7, ALL_MAY_BE_EARLIER",
        "UTF-8, 2000, 3, 7, NOTHING_EARLIER",
        "UTF-16LE, 20000, 2, 1000, SURE_OF_MOST",
        "UTF-16LE, 20000, 2, 1000, ALL_MAY_BE_EARLIER",
        "UTF-8, 1000000, 4, 100000, NOTHING_EARLIER",
        "UTF-8, 1000000, 4, 100000, SURE_OF_MOST",
        "UTF-8, 1000000, 4, 100000, ALL_MAY_BE_EARLIER"
    })
    void judgesAsASetOfRowsDoes(String charset, int rows, int workers, long stretchBytes, Filter filter)
            throws IOException {
        var random = new Random(rows + workers);
        var values = IntStream.range(0, rows).mapToObj(i -> value(random, rows)).toList();
        var earlierValues = filter == Filter.NOTHING_EARLIER
                ? List.<String>of()
                : IntStream.range(0, rows / 5)
                        .mapToObj(i -> String.valueOf(random.nextInt(rows)))
                        .toList();
        var earlier = hashes(earlierValues, charset);
        var search = new DuplicateSearch(earlier(earlier.values(), filter));

        var verdicts = read(values, charset, workers, stretchBytes, search);

        var seen = new HashSet<>(earlierValues);
        var expected = new TreeMap<Long, Integer>();
        for (int i = 0; i < rows; i++) {
            boolean isNew = values.get(i).equals("broken") || seen.add(values.get(i));
            expected.put(i + 1L, isNew ? Verdicts.NEW : Verdicts.DUPLICATE);
        }
        assertThat(expected.values()).contains(Verdicts.NEW, Verdicts.DUPLICATE);
        assertThat(verdicts.equals(expected)).as("verdicts on %d rows", rows).isTrue();
    }

    private static String value(Random random, int rows) {
        return random.nextInt(100) == 0 ? "broken" : String.valueOf(random.nextInt(rows));
    }

    /** By record, from the pass and, of what was set aside, from reading it again. */
    private Map<Long, Integer> read(
            List<String> values, String charset, int workers, long stretchBytes, DuplicateSearch search)
            throws IOException {
        var verdicts = new TreeMap<Long, Integer>();
        var source = source(values, charset);
        var parser = TestRows.parser(List.of(ColumnType.of(ColumnType.Kind.INTEGER)), Optional.empty());
        pass(source, workers, stretchBytes, search, batch -> {
            for (int row = 0; row < batch.size(); row++) {
                if (batch.verdict(row) != Verdicts.ASIDE) {
                    assertThat(verdicts.put(batch.recordNumbers()[row], batch.verdict(row)))
                            .isNull();
                }
            }
        });
        try (var again = new TextRows(CONFIGURATION, parser, NO_COLUMNS, NO_COLUMNS, search.aside())) {
            while (again.next()) {
                var batch = again.batch();
                for (int row = 0; row < batch.size(); row++) {
                    long record = batch.recordNumbers()[row];
                    assertThat(verdicts.put(record, batch.verdict(row))).isNull();
                    assertThat(batch.lines()[row]).isEqualTo(record);
                    assertThat(batch.values().numbers(0)[row]).isEqualTo(Long.parseLong(values.get((int) record - 1)));
                }
            }
        }
        return verdicts;
    }

    /** Of each value, as another file has it. */
    private Map<String, Hash> hashes(List<String> values, String charset) throws IOException {
        var hashes = new HashMap<String, Hash>();
        if (!values.isEmpty()) {
            pass(source(values, charset), 1, 1 << 20, batch -> {}, batch -> {
                for (int row = 0; row < batch.size(); row++) {
                    hashes.put(
                            values.get((int) batch.recordNumbers()[row] - 1),
                            new Hash(batch.firstHashes()[row], batch.secondHashes()[row]));
                }
            });
        }
        return hashes;
    }

    private OrderedPass.Source source(List<String> values, String charset) throws IOException {
        var file = Files.createTempFile(folder, "x", ".csv");
        Files.write(file, String.join("\n", values).getBytes(charset));
        var text = new TextFile("x.csv", file.toUri(), charset, ',', '"', false);
        return new OrderedPass.Source(text, new Layout(new int[] {0}, 1));
    }

    private interface Take {
        void take(TextBatch batch);
    }

    private static void pass(
            OrderedPass.Source source, int workers, long stretchBytes, OrderedPass.Judge judge, Take take)
            throws IOException {
        var parser = TestRows.parser(List.of(ColumnType.of(ColumnType.Kind.INTEGER)), Optional.empty());
        var threads = Executors.newFixedThreadPool(workers);
        try {
            var pass = new OrderedPass(
                    CONFIGURATION, new OrderedPass.Workers(threads, workers), OrderedPass.Watcher.NOBODY, stretchBytes);
            pass.read(
                    List.of(source),
                    new OrderedPass.Rows(
                            parser,
                            NO_COLUMNS,
                            NO_COLUMNS,
                            judge,
                            () -> new OrderedPass.Sink() {
                                @Override
                                public void take(TextBatch batch) {
                                    synchronized (threads) {
                                        take.take(batch);
                                    }
                                }

                                @Override
                                public void end() {}
                            },
                            new OrderedPass.Spent()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static DuplicateSearch.Earlier earlier(Collection<Hash> hashes, Filter filter) {
        var firsts = hashes.stream().map(Hash::first).collect(Collectors.toSet());
        LongPredicate mayHave = switch (filter) {
            case NOTHING_EARLIER -> first -> false;
            case ALL_MAY_BE_EARLIER -> first -> true;
            case SURE_OF_MOST -> first -> first % 50 == 0 || firsts.contains(first);
        };
        return new DuplicateSearch.Earlier() {
            @Override
            public boolean mayHave(TextBatch batch, int row) {
                return mayHave.test(batch.firstHashes()[row]);
            }

            @Override
            public List<long[]> among(Supplier<BloomFilter> aside) {
                var filter = aside.get();
                var pairs = new ArrayList<long[]>();
                for (var hash : hashes) {
                    if (filter.mightContainLong(hash.first())) {
                        pairs.add(new long[] {hash.first(), hash.second()});
                    }
                }
                return pairs;
            }
        };
    }
}
