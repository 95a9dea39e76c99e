package vinelake.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/**
 * Joins the small files of history tables, one of which nearly every delivery leaves. It moves rows and changes none: no
 * reader sees a difference, appends of another run neither wait nor fail, and a release, which is computed again from
 * rows and never from a version, is the same.
 *
 * <p>Whether there is anything to do is read from the checksum beside a table's last commit. The tables with most files
 * come first, and a run joins those of a part of them: each gets about one file a run, so that all come round in time,
 * and no single run does the work of many.
 */
public final class CompactTables implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(CompactTables.class);

    /** Fewer small files are left alone: to join them costs more than to read them. */
    static final int MANY = 32;

    private static final long LARGE_BYTES = 96L << 20;
    private static final long TARGET_BYTES = 128L << 20;

    /** A sixteenth of the tables is twice what a run makes due, where it adds a file to each. */
    private static final int PART = MANY / 2;

    private final Hub hub;
    private final List<Table> tables;

    public CompactTables(Hub hub) {
        this.hub = hub;
        this.tables = new ArrayList<>();
        hub.contracts().forEach(contract -> tables.add(Table.records(contract)));
        tables.addAll(List.of(
                Tables.QUARANTINE,
                Tables.DELIVERY,
                Tables.DECISION,
                Tables.ERASURE,
                Tables.SUBJECT,
                Tables.RELEASE,
                Tables.RUN));
    }

    @Override
    public String name() {
        return "compact-tables";
    }

    @Override
    public List<Table> reads() {
        return List.copyOf(tables);
    }

    @Override
    public List<Table> writes() {
        return List.copyOf(tables);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        var due = tables.stream()
                .filter(table -> smallFiles(lake.log(table).size()) >= MANY)
                .sorted(Comparator.comparingLong(
                                (Table table) -> smallFiles(lake.log(table).size()))
                        .reversed())
                .limit(1 + tables.size() / PART)
                .toList();
        var outdated = tables.stream()
                .filter(table -> !lake.log(table).hasProperties())
                .toList();
        if (!due.isEmpty() || !outdated.isEmpty()) {
            // Any commit may let Delta forget old ones; a line of the ledger must not go with them.
            new Ledger(lake).complete(hub.contracts());
        }
        for (var table : outdated) {
            requireTurn(context);
            lake.log(table).setProperties();
        }
        long joined = 0;
        long into = 0;
        for (int i = 0; i < due.size(); i++) {
            context.progress().at("%d of %d tables".formatted(i, due.size()));
            requireTurn(context);
            var files = lake.log(due.get(i)).join(LARGE_BYTES, TARGET_BYTES);
            LOG.debug("{}: {} files joined into {}", due.get(i).path(), files.files(), files.into());
            joined += files.files();
            into += files.into();
        }
        var counts = new LinkedHashMap<String, Long>();
        counts.put("tables", (long) due.size());
        counts.put("files", joined);
        counts.put("joined_into", into);
        return counts;
    }

    private static void requireTurn(JobContext context) {
        context.stop().stopIfRaised();
        context.lake().requireHeld();
    }

    /** At least so many files are small: the large ones cannot be more than have room in the table's bytes. */
    private static long smallFiles(TableLog.Size size) {
        return size.files() - size.bytes() / LARGE_BYTES;
    }
}
