package vinelake.lake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vinelake.core.table.Table;

/** Removes what no reader needs any more, of the places where that is due: see {@link LeftoverSweep}. */
public final class TidyLake implements Job {

    private final List<Table> tables;

    /** @param tables all of the lake but those of the releases, which never change */
    public TidyLake(List<Table> tables) {
        this.tables = List.copyOf(tables);
    }

    @Override
    public String name() {
        return "tidy-lake";
    }

    @Override
    public List<Table> reads() {
        return tables;
    }

    @Override
    public List<Table> writes() {
        return List.of();
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var leftovers = new LeftoverSweep(
                        context.lake(),
                        tables,
                        context.clock().instant(),
                        LeftoverSweep.RETENTION,
                        false,
                        context.progress(),
                        context.stop())
                .due();
        var counts = new LinkedHashMap<String, Long>();
        counts.put("places", (long) leftovers.size());
        counts.put(
                "files",
                leftovers.stream().mapToLong(LeftoverSweep.Leftover::files).sum());
        counts.put(
                "bytes",
                leftovers.stream().mapToLong(LeftoverSweep.Leftover::bytes).sum());
        return counts;
    }
}
