package vinelake.etl.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
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

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * A file of a delivery, by its place in the batch.
     *
     * @param isRefusedWritten whether a killed run has committed its refused rows already
     */
    record Origin(String file, String deliveryId, LocalDate asOf, boolean isRefusedWritten) implements Serializable {}

    /** Counts of one origin's rows. */
    record Tally(int origin, long accepted, long quarantined, long duplicate, long unchanged) implements Serializable {}

    /** What a task wrote. */
    record Written(List<DataFile> records, List<DataFile> quarantine, List<Tally> tallies) implements Serializable {}

    private final String department;
    private final String dataset;
    private final String ruleVersion;
    private final List<String> rules;
    private final int valueCount;
    private final boolean isSnapshot;
    private final URI recordsFolder;
    private final URI quarantineFolder;
    private final StructType recordsSchema;
    private final StructType quarantineSchema;
    private final long receivedAt;
    private final List<Origin> origins;

    private final int file;
    private final int line;
    private final int offset;
    private final int rowHash;
    private final int verdict;
    private final int broken;
    private final int text;
    private final int textHash;
    private final int firstMask;
    private final int maskCount;

    /** @param checked the columns of {@link RowRules#check} */
    RowSink(Contract contract, Lake lake, StructType checked, Instant receivedAt, List<Origin> origins) {
        var records = Table.records(contract);
        this.department = contract.name().department();
        this.dataset = contract.name().dataset();
        this.ruleVersion = contract.ruleVersion();
        this.rules = new ArrayList<>(RowRules.names(contract));
        this.valueCount = contract.columns().size();
        this.isSnapshot = contract.mode() == Mode.SNAPSHOT;
        this.recordsFolder = lake.location(records);
        this.quarantineFolder = lake.location(Tables.QUARANTINE);
        this.recordsSchema = Lake.schema(records);
        this.quarantineSchema = Lake.schema(Tables.QUARANTINE);
        this.receivedAt = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        this.origins = new ArrayList<>(origins);
        this.file = checked.fieldIndex(TextTable.FILE);
        this.line = checked.fieldIndex(TextTable.LINE);
        this.offset = checked.fieldIndex(TextTable.OFFSET);
        this.rowHash = checked.fieldIndex(TextTable.ROW_HASH);
        this.verdict = checked.fieldIndex(TextTable.VERDICT);
        this.broken = checked.fieldIndex(TextTable.BROKEN);
        this.text = checked.fieldIndex(TextTable.TEXT);
        this.textHash = checked.fieldIndex(TextTable.TEXT_HASH);
        this.maskCount = RowRules.maskCount(contract);
        this.firstMask = checked.length() - maskCount;
    }

    /** One task's work. */
    Written write(Iterator<InternalRow> rows, Configuration configuration) throws IOException {
        return new Task(configuration).write(rows);
    }

    /** The two files of a task; each is begun with its first row. */
    private final class Task {

        private final Configuration configuration;
        private final long[][] counts = new long[origins.size()][];
        private final long[] masks = new long[maskCount];
        private final Binary[] deliveryIds;
        private final Binary[] files;
        private final Target records;
        private final Target quarantine;

        Task(Configuration configuration) {
            this.configuration = configuration;
            this.deliveryIds =
                    origins.stream().map(o -> Binary.fromString(o.deliveryId())).toArray(Binary[]::new);
            this.files = origins.stream().map(o -> Binary.fromString(o.file())).toArray(Binary[]::new);
            var growing = Set.of(TextTable.LINE, TextTable.OFFSET);
            this.records = new Target(recordsFolder, recordsSchema, growing);
            this.quarantine = new Target(quarantineFolder, quarantineSchema, growing);
        }

        Written write(Iterator<InternalRow> rows) throws IOException {
            while (rows.hasNext()) {
                put(rows.next());
            }
            var tallies = new ArrayList<Tally>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != null) {
                    tallies.add(new Tally(i, counts[i][0], counts[i][1], counts[i][2], counts[i][3]));
                }
            }
            return new Written(records.close(true), quarantine.close(false), tallies);
        }

        private void put(InternalRow row) throws IOException {
            int origin = row.getInt(file);
            if (counts[origin] == null) {
                counts[origin] = new long[4];
            }
            int known = row.getInt(verdict);
            boolean isRefused = known == Verdicts.CONFLICT || !row.isNullAt(broken);
            for (int i = 0; i < maskCount; i++) {
                masks[i] = row.getLong(firstMask + i);
                isRefused |= masks[i] != 0;
            }
            if (isRefused) {
                counts[origin][1]++;
                if (!origins.get(origin).isRefusedWritten()) {
                    refuse(row, origin, known);
                }
            } else if (known == Verdicts.NEW) {
                counts[origin][0]++;
                accept(row, origin);
            } else {
                counts[origin][known == Verdicts.DUPLICATE ? 2 : 3]++;
            }
        }

        /** In the order of {@link Table#records}. */
        private void accept(InternalRow row, int origin) throws IOException {
            var out = records.open(origin);
            int column = 0;
            while (column < valueCount) {
                out.write(column, row, column);
                column++;
            }
            out.write(column++, deliveryIds[origin]);
            out.write(column++, files[origin]);
            out.write(column++, row.getLong(line));
            out.write(column++, row.getLong(offset));
            out.write(column++, (int) origins.get(origin).asOf().toEpochDay());
            out.write(column++, receivedAt);
            out.write(column++, row, rowHash);
            if (isSnapshot) {
                out.write(column, false);
            }
            out.endRow();
        }

        /** In the order of {@link Tables#QUARANTINE}. */
        private void refuse(InternalRow row, int origin, int known) throws IOException {
            var out = quarantine.open(origin);
            int column = 0;
            out.write(column++, deliveryIds[origin]);
            out.write(column++, Binary.fromString(ruleVersion));
            out.write(column++, Binary.fromString(department));
            out.write(column++, Binary.fromString(dataset));
            out.write(column++, (int) origins.get(origin).asOf().toEpochDay());
            out.write(column++, files[origin]);
            out.write(column++, row.getLong(line));
            out.write(column++, row.getLong(offset));
            var named = row.isNullAt(broken) ? null : row.getUTF8String(broken).toString();
            out.write(column++, RowRules.names(rules, named, known, masks));
            out.write(column++, row, text);
            out.write(column, row, textHash);
            out.endRow();
        }

        /** A file of a table's folder. */
        private final class Target {

            private final URI folder;
            private final StructType schema;
            private final Set<String> growing;
            private final Set<Integer> seen = new TreeSet<>();
            private Path path;
            private ParquetRows out;

            Target(URI folder, StructType schema, Set<String> growing) {
                this.folder = folder;
                this.schema = schema;
                this.growing = growing;
            }

            ParquetRows open(int origin) throws IOException {
                if (out == null) {
                    path = new Path(new Path(folder), "part-%s.snappy.parquet".formatted(UUID.randomUUID()));
                    out = new ParquetRows(path, schema, growing, configuration);
                }
                seen.add(origin);
                return out;
            }

            List<DataFile> close(boolean hasReceivedAt) throws IOException {
                if (out == null) {
                    return List.of();
                }
                out.close();
                var status = path.getFileSystem(configuration).getFileStatus(path);
                return List.of(new DataFile(
                        path.getName(),
                        out.rows(),
                        status.getLen(),
                        status.getModificationTime(),
                        statistics(hasReceivedAt)));
            }

            private String statistics(boolean hasReceivedAt) {
                return "{\"numRecords\":%d,\"minValues\":{%s},\"maxValues\":{%s},\"nullCount\":{\"delivery_id\":0,\"as_of_date\":0%s}}"
                        .formatted(
                                out.rows(),
                                bound(hasReceivedAt, false),
                                bound(hasReceivedAt, true),
                                hasReceivedAt ? ",\"received_at\":0" : "");
            }

            private String bound(boolean hasReceivedAt, boolean isUpper) {
                var ids = new TreeSet<String>();
                var dates = new TreeSet<LocalDate>();
                seen.forEach(o -> {
                    ids.add(origins.get(o).deliveryId());
                    dates.add(origins.get(o).asOf());
                });
                // The statistics count in milliseconds: the upper one must not be below the value.
                var received = Instant.EPOCH.plus(receivedAt + (isUpper ? 999 : 0), ChronoUnit.MICROS);
                return "\"delivery_id\":\"%s\",\"as_of_date\":\"%s\"%s"
                        .formatted(
                                isUpper ? ids.last() : ids.first(),
                                isUpper ? dates.last() : dates.first(),
                                hasReceivedAt
                                        ? ",\"received_at\":\"%s\"".formatted(MILLISECONDS.format(received))
                                        : "");
            }
        }
    }
}
