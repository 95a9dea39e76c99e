package vinelake.lake;

import java.util.List;
import java.util.Map;
import vinelake.core.table.Table;

/** One step of the refresh plan: it reads tables, writes tables, and changes nothing when run again. */
public interface Job {

    /** Verb phrase in kebab-case, the same on the command line, in the schedule and in the log. */
    String name();

    List<Table> reads();

    List<Table> writes();

    /** @return what it did, by snake_case noun, for its finish line and the ledger of runs */
    Map<String, Long> run(JobContext context);
}
