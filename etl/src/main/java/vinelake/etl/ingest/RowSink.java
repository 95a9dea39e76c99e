package vinelake.etl.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.contract.Contract;
import vinelake.core.contract.SetRule.Measure;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.TextBatch;
import vinelake.etl.text.TextPart;
import vinelake.etl.text.TextRows;
import vinelake.etl.text.TextTable;
import vinelake.etl.text.Verdicts;
import vinelake.lake.DataFile;
import vinelake.lake.Lake;
import vinelake.lake.file.ParquetRows;

/**
 * Writes checked rows in one go: the accepted ones to a file of the records table, the refused ones to a file of the
 * quarantine, and counts them. Nobody sees the files before they are committed; those of a task that failed are orphans.
 */
final class RowSink implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(RowSink.class);

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * A file of a delivery, by its place in the batch.
     *
     * @param isRefusedWritten whether a killed run has committed its refused rows already
     */
    record Origin(String file, String deliveryId, LocalDate asOf, boolean isRefusedWritten) implements Serializable {}

    /**
     * Counts of one origin's rows.
     *
     * @param empty by column of {@link #promised}: accepted and unchanged rows without a value
     */
    record Tally(int origin, long accepted, long quarantined, long duplicate, long unchanged, List<Long> empty)
            implements Serializable {}

    /** Nanoseconds of a task: for rules and refused rows, and for accepted ones. */
    record Spent(long checking, long writing) implements Serializable {}

    /** What a task wrote. */
    record Written(List<DataFile> records, List<DataFile> quarantine, List<Tally> tallies, Spent spent)
            implements Serializable {}

    private final String department;
    private final String dataset;
    private final String ruleVersion;
    private final List<String> rules;
    private final int valueCount;
    private final int maskCount;
    private final int[] dayColumns;
    private final int[] promised;
    private final boolean isKeyed;
    private final EndMark endMark;
    private final URI recordsFolder;
    private final URI quarantineFolder;
    private final StructType parsedSchema;
    private final StructType recordsSchema;
    private final StructType quarantineSchema;
    private final long receivedAt;
    private final List<Origin> origins;
    private final RowParser parser;
    private final RowChecker checker;

    RowSink(
            Contract contract,
            Lake lake,
            RowParser parser,
            RowChecker checker,
            Instant receivedAt,
            List<Origin> origins) {
        var records = Table.records(contract);
        this.department = contract.name().department();
        this.dataset = contract.name().dataset();
        this.ruleVersion = contract.ruleVersion();
        this.rules = new ArrayList<>(RowRules.names(contract));
        this.valueCount = contract.columns().size();
        this.maskCount = RowRules.maskCount(contract);
        this.isKeyed = contract.mode().isKeyed();
        this.endMark = EndMark.of(contract);
        this.recordsFolder = lake.location(records);
        this.quarantineFolder = lake.location(Tables.QUARANTINE);
        this.parsedSchema = TextTable.schema(contract);
        this.recordsSchema = Lake.schema(records);
        this.quarantineSchema = Lake.schema(Tables.QUARANTINE);
        this.dayColumns = IntStream.range(0, valueCount)
                .filter(i -> recordsSchema.fields()[i].dataType().equals(DataTypes.DateType))
                .toArray();
        this.promised = promised(contract).stream()
                .mapToInt(
                        name -> contract.columns().indexOf(contract.column(name).orElseThrow()))
                .toArray();
        this.receivedAt = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        this.origins = new ArrayList<>(origins);
        this.parser = parser;
        this.checker = checker;
    }

    /** The columns of which a contract promises how many values are missing. */
    static List<String> promised(Contract contract) {
        return contract.promises().rules().stream()
                .filter(rule -> rule.measure() == Measure.EMPTY_ROWS || rule.measure() == Measure.EMPTY_PERCENT)
                .flatMap(rule -> rule.columns().stream())
                .distinct()
                .toList();
    }

    /** One task's work. */
    Written write(List<TextPart> parts, Configuration configuration) throws IOException {
        var task = new Task(configuration);
        try (var rows = new TextRows(configuration, parser, parsedSchema, checker.columns(), parts)) {
            while (rows.next()) {
                task.take(rows.batch());
            }
            task.end();
            return task.written();
        } catch (Throwable e) {
            task.discard();
            throw e;
        }
    }

    /** What becomes of rows that are read in order; the sinks' files are what the writers wrote. */
    OrderedPass.Rows rows(OrderedPass.Judge judge, Writers writers, OrderedPass.Spent spent) {
        return new OrderedPass.Rows(parser, parsedSchema, checker.columns(), judge, writers, spent);
    }

    Writers writers(Configuration configuration) {
        return new Writers(this, configuration);
    }

    /** The sinks of one batch of deliveries. */
    static final class Writers implements OrderedPass.Sinks {

        private final RowSink sink;
        private final Configuration configuration;
        private final List<Task> tasks = new ArrayList<>();

        private Writers(RowSink sink, Configuration configuration) {
            this.sink = sink;
            this.configuration = configuration;
        }

        @Override
        public OrderedPass.Sink open() {
            // Expressions may remember the last row: each thread needs its own.
            RowSink own = SerializationUtils.clone(sink);
            var task = own.new Task(configuration);
            synchronized (tasks) {
                tasks.add(task);
            }
            return task;
        }

        List<Written> written() {
            return tasks.stream().map(Task::written).toList();
        }

        /** Removes what was begun and is not whole, and what is whole: the rows will be written again. */
        void discard() {
            tasks.forEach(Task::discard);
        }
    }

    /** The files of a task; each is begun with its first row. */
    private final class Task implements OrderedPass.Sink {

        private static final int HASH_BYTES = 2 * Long.BYTES;
        private static final boolean[] NOWHERE = new boolean[TextBatch.CAPACITY];

        static {
            Arrays.fill(NOWHERE, true);
        }

        private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

        private final Configuration configuration;
        private final long[][] counts = new long[origins.size()][];
        private final long[][] empty = new long[origins.size()][];
        private final RowChecker.Checks checks = checker.start();
        private final Target records;
        private final Target quarantine;
        private final int[] accepted = new int[TextBatch.CAPACITY];
        private final long[] ended = new long[TextBatch.CAPACITY];
        private final byte[] hashes = new byte[HASH_BYTES * TextBatch.CAPACITY];
        private final int[] hashStarts = new int[TextBatch.CAPACITY];
        private final int[] hashLengths = new int[TextBatch.CAPACITY];
        private long checking;
        private long writing;

        Task(Configuration configuration) {
            this.configuration = configuration;
            var growing = Set.of(TextTable.LINE, TextTable.OFFSET);
            this.records = new Target(recordsFolder, recordsSchema, growing, true, dayColumns);
            this.quarantine = new Target(quarantineFolder, quarantineSchema, growing, false, new int[0]);
            for (int i = 0; i < TextBatch.CAPACITY; i++) {
                hashStarts[i] = HASH_BYTES * i;
                hashLengths[i] = HASH_BYTES;
            }
        }

        @Override
        public void end() throws IOException {
            long start = System.nanoTime();
            records.close();
            quarantine.close();
            writing += System.nanoTime() - start;
        }

        Written written() {
            var tallies = new ArrayList<Tally>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != null) {
                    tallies.add(new Tally(
                            i,
                            counts[i][0],
                            counts[i][1],
                            counts[i][2],
                            counts[i][3],
                            Arrays.stream(empty[i]).boxed().toList()));
                }
            }
            return new Written(records.written(), quarantine.written(), tallies, new Spent(checking, writing));
        }

        /** Removes all that was written. */
        void discard() {
            records.discard();
            quarantine.discard();
        }

        @Override
        public void take(TextBatch batch) throws IOException {
            long start = System.nanoTime();
            var columns = batch.columns();
            int origin = batch.file();
            if (counts[origin] == null) {
                counts[origin] = new long[4];
                empty[origin] = new long[promised.length];
            }
            var counted = counts[origin];
            int count = 0;
            for (int row = 0; row < batch.size(); row++) {
                int known = batch.verdict(row);
                if (known == Verdicts.ASIDE) {
                    continue;
                }
                var masks = checks.masks(columns.getRow(row));
                if (isRefused(batch, row, masks)) {
                    counted[1]++;
                    if (!origins.get(origin).isRefusedWritten()) {
                        refuse(batch, row, masks);
                    }
                } else if (known == Verdicts.NEW) {
                    accepted[count++] = row;
                } else if (known == Verdicts.DUPLICATE) {
                    counted[2]++;
                } else {
                    counted[3]++;
                    countEmpty(batch, row);
                }
            }
            counted[0] += count;
            if (promised.length > 0) {
                for (int i = 0; i < count; i++) {
                    countEmpty(batch, accepted[i]);
                }
            }
            long checked = System.nanoTime();
            checking += checked - start;
            if (count > 0) {
                accept(batch, count);
                writing += System.nanoTime() - checked;
            }
        }

        private void countEmpty(TextBatch batch, int row) {
            for (int i = 0; i < promised.length; i++) {
                if (batch.values().nulls(promised[i])[row]) {
                    empty[batch.file()][i]++;
                }
            }
        }

        private boolean isRefused(TextBatch batch, int row, InternalRow masks) {
            boolean isRefused = batch.verdict(row) == Verdicts.CONFLICT || batch.broken(row) != null;
            for (int i = 0; i < maskCount; i++) {
                isRefused |= masks.getLong(i) != 0;
            }
            return isRefused;
        }

        /** In the order of {@link Table#records}. */
        private void accept(TextBatch batch, int count) throws IOException {
            var origin = origins.get(batch.file());
            var out = records.open(batch.file());
            var values = batch.values();
            int column = 0;
            while (column < valueCount) {
                var nulls = values.nulls(column);
                if (values.isText(column)) {
                    out.texts(
                            column,
                            values.text(),
                            values.starts(column),
                            values.lengths(column),
                            nulls,
                            accepted,
                            count);
                } else {
                    out.numbers(column, values.numbers(column), nulls, accepted, count);
                }
                column++;
            }
            out.text(column++, utf8(origin.deliveryId()), count);
            out.text(column++, utf8(origin.file()), count);
            out.numbers(column++, batch.lines(), null, accepted, count);
            out.numbers(column++, batch.offsets(), batch.isNumbered() ? NOWHERE : null, accepted, count);
            out.number(column++, origin.asOf().toEpochDay(), count);
            out.number(column++, receivedAt, count);
            for (int i = 0; i < count; i++) {
                int row = accepted[i];
                LONGS.set(hashes, HASH_BYTES * row, batch.firstHashes()[row]);
                LONGS.set(hashes, HASH_BYTES * row + Long.BYTES, batch.secondHashes()[row]);
            }
            out.texts(column++, hashes, hashStarts, hashLengths, null, accepted, count);
            if (isKeyed) {
                for (int i = 0; i < count; i++) {
                    ended[accepted[i]] = endMark.isOn(values, accepted[i]) ? 1 : 0;
                }
                out.numbers(column, ended, null, accepted, count);
            }
            out.endRows(count);
        }

        /** In the order of {@link Tables#QUARANTINE}. */
        private void refuse(TextBatch batch, int row, InternalRow broken) throws IOException {
            var origin = origins.get(batch.file());
            var out = quarantine.open(batch.file());
            var masks = new long[maskCount];
            for (int i = 0; i < maskCount; i++) {
                masks[i] = broken.getLong(i);
            }
            int column = 0;
            out.text(column++, utf8(origin.deliveryId()), 1);
            out.text(column++, utf8(ruleVersion), 1);
            out.text(column++, utf8(department), 1);
            out.text(column++, utf8(dataset), 1);
            out.number(column++, origin.asOf().toEpochDay(), 1);
            out.text(column++, utf8(origin.file()), 1);
            out.number(column++, batch.lines()[row], 1);
            if (batch.isNumbered()) {
                out.none(column++);
            } else {
                out.number(column++, batch.offsets()[row], 1);
            }
            out.list(
                    column++,
                    RowRules.names(rules, batch.broken(row), batch.verdict(row), masks).stream()
                            .map(Task::utf8)
                            .toList());
            var kept = batch.kept(row);
            if (kept.masked() == null) {
                out.none(column++);
            } else {
                out.text(column++, utf8(kept.masked()), 1);
            }
            out.text(column, utf8(kept.hash()), 1);
            out.endRows(1);
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /** Files of a table's folder, one after the other. */
        private final class Target {

            private final URI folder;
            private final StructType schema;
            private final Set<String> growing;
            private final boolean hasReceivedAt;
            private final int[] dayColumns;
            private final Set<Integer> seen = new TreeSet<>();
            private final List<DataFile> files = new ArrayList<>();
            private Path path;
            private ParquetRows out;

            Target(URI folder, StructType schema, Set<String> growing, boolean hasReceivedAt, int[] dayColumns) {
                this.folder = folder;
                this.schema = schema;
                this.growing = growing;
                this.hasReceivedAt = hasReceivedAt;
                this.dayColumns = dayColumns;
            }

            ParquetRows open(int origin) throws IOException {
                if (out != null && out.hasFullGroup()) {
                    close();
                }
                if (out == null) {
                    path = new Path(new Path(folder), "part-%s.snappy.parquet".formatted(UUID.randomUUID()));
                    out = new ParquetRows(path, schema, growing, configuration);
                }
                seen.add(origin);
                return out;
            }

            void close() throws IOException {
                if (out == null) {
                    return;
                }
                out.close();
                var status = path.getFileSystem(configuration).getFileStatus(path);
                files.add(new DataFile(
                        path.getName(), out.rows(), status.getLen(), status.getModificationTime(), statistics()));
                out = null;
                seen.clear();
            }

            List<DataFile> written() {
                return List.copyOf(files);
            }

            void discard() {
                if (out != null) {
                    attempt(out::close);
                    attempt(() -> delete(path));
                    out = null;
                }
                files.forEach(file -> attempt(() -> delete(new Path(new Path(folder), file.path()))));
                files.clear();
            }

            /** What is left is waste that no table names, and a later sweep removes it. */
            private void attempt(Closeable removal) {
                try {
                    removal.close();
                } catch (IOException | RuntimeException e) {
                    LOG.debug("{}: a file that nobody needs is left there", folder, e);
                }
            }

            private void delete(Path file) throws IOException {
                file.getFileSystem(configuration).delete(file, false);
            }

            private String statistics() {
                var nulls = new StringBuilder("\"delivery_id\":0,\"as_of_date\":0");
                if (hasReceivedAt) {
                    nulls.append(",\"received_at\":0");
                }
                for (int column : dayColumns) {
                    nulls.append(",\"%s\":%d"
                            .formatted(
                                    schema.fields()[column].name(),
                                    out.bounds(column).nulls()));
                }
                return "{\"numRecords\":%d,\"minValues\":{%s},\"maxValues\":{%s},\"nullCount\":{%s}}"
                        .formatted(out.rows(), bound(false), bound(true), nulls);
            }

            private String bound(boolean isUpper) {
                var ids = new TreeSet<String>();
                var dates = new TreeSet<LocalDate>();
                seen.forEach(o -> {
                    ids.add(origins.get(o).deliveryId());
                    dates.add(origins.get(o).asOf());
                });
                var bounds = new StringBuilder("\"delivery_id\":\"%s\",\"as_of_date\":\"%s\""
                        .formatted(isUpper ? ids.last() : ids.first(), isUpper ? dates.last() : dates.first()));
                if (hasReceivedAt) {
                    // The statistics count in milliseconds: the upper one must not be below the value.
                    var received = Instant.EPOCH.plus(receivedAt + (isUpper ? 999 : 0), ChronoUnit.MICROS);
                    bounds.append(",\"received_at\":\"%s\"".formatted(MILLISECONDS.format(received)));
                }
                for (int column : dayColumns) {
                    var days = out.bounds(column);
                    if (!days.isEmpty()) {
                        bounds.append(",\"%s\":\"%s\""
                                .formatted(
                                        schema.fields()[column].name(),
                                        LocalDate.ofEpochDay(isUpper ? days.greatest() : days.least())));
                    }
                }
                return bounds.toString();
            }
        }
    }
}
