package vinelake.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;

/**
 * Where the ingest spends its time, told from outside: Spark says of every query when it ran and which method asked for
 * it.
 */
final class QueryTimes extends SparkListener {

    static final String BEFORE = "digest_and_copy";
    static final String PARSE = "parse_and_classify";
    static final String QUARANTINE = "quarantine_write";
    static final String RECORDS = "records_write";
    static final String REST = "ledger_and_rest";

    private record Query(long id, String phase, long startMillis, long endMillis) {
        private Query endingAt(long millis) {
            return new Query(id, phase, startMillis, millis);
        }

        private long millis() {
            return endMillis - startMillis;
        }
    }

    private final SparkContext spark;
    private final long startMillis = System.currentTimeMillis();
    private final Map<Long, Query> running = new HashMap<>();
    private final List<Query> done = new ArrayList<>();

    private QueryTimes(SparkContext spark) {
        this.spark = spark;
    }

    static QueryTimes listen(SparkContext spark) {
        var times = new QueryTimes(spark);
        spark.addSparkListener(times);
        return times;
    }

    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof SparkListenerSQLExecutionStart start && isRoot(start)) {
            running.put(start.executionId(), new Query(start.executionId(), phase(start.details()), start.time(), 0));
        } else if (event instanceof SparkListenerSQLExecutionEnd end && running.containsKey(end.executionId())) {
            done.add(running.remove(end.executionId()).endingAt(end.time()));
        }
    }

    /** Seconds by phase: {@link #BEFORE} is the time before the first row is parsed in which no query ran. */
    Map<String, Double> stop() {
        long endMillis = System.currentTimeMillis();
        try {
            // Events come late: without this the last queries would be missing.
            spark.listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's events did not arrive", e);
        }
        spark.removeSparkListener(this);
        return phases(endMillis);
    }

    private synchronized Map<String, Double> phases(long endMillis) {
        long parsing = done.stream()
                .filter(q -> q.phase.equals(PARSE))
                .mapToLong(Query::startMillis)
                .min()
                .orElse(startMillis);
        var millis = new LinkedHashMap<String, Long>();
        millis.put(
                BEFORE,
                parsing
                        - startMillis
                        - done.stream()
                                .filter(q -> q.endMillis <= parsing)
                                .mapToLong(Query::millis)
                                .sum());
        for (var phase : List.of(PARSE, QUARANTINE, RECORDS)) {
            millis.put(
                    phase,
                    done.stream()
                            .filter(q -> q.phase.equals(phase))
                            .mapToLong(Query::millis)
                            .sum());
        }
        long known = millis.values().stream().mapToLong(Long::longValue).sum();
        millis.put(REST, endMillis - startMillis - known);
        var seconds = new LinkedHashMap<String, Double>();
        millis.forEach((phase, duration) -> seconds.put(phase, duration / 1000.0));
        return seconds;
    }

    private static boolean isRoot(SparkListenerSQLExecutionStart start) {
        return start.rootExecutionId().isEmpty()
                || ((Number) start.rootExecutionId().get()).longValue() == start.executionId();
    }

    /** @param stack the methods that asked for the query, the innermost first */
    private static String phase(String stack) {
        if (stack.contains("DeliveryIngest.lines")) {
            return PARSE;
        }
        if (stack.contains("DeliveryIngest.quarantine")) {
            return QUARANTINE;
        }
        return stack.contains("DeliveryIngest.commit") ? RECORDS : REST;
    }
}
