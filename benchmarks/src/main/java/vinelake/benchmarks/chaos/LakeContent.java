package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import vinelake.benchmarks.ComparedTables;
import vinelake.core.table.Tables;

/**
 * All rows of all tables of a small lake, as text with how often each is there.
 *
 * @param tables by path below the lake
 */
record LakeContent(Map<String, SortedMap<String, Long>> tables) {

    private static final String LEDGER = Tables.DELIVERY.path();
    private static final String HELD = "\"status\":\"held\"";

    static LakeContent of(SparkSession spark, Path lake) throws IOException {
        var tables = new TreeMap<String, SortedMap<String, Long>>();
        for (var table : ComparedTables.of(lake)) {
            var rows = new TreeMap<String, Long>();
            ComparedTables.rows(spark, lake, table)
                    .toJSON()
                    .collectAsList()
                    .forEach(row -> rows.merge(row, 1L, Long::sum));
            tables.put(table, rows);
        }
        return new LakeContent(tables);
    }

    /** Without the ledger's line of a held delivery; as it is where there is not just one. */
    LakeContent withoutHeldLine() {
        var ledger = new TreeMap<>(tables.getOrDefault(LEDGER, new TreeMap<>()));
        var held = ledger.entrySet().stream()
                .filter(line -> line.getKey().contains(HELD))
                .toList();
        if (held.size() != 1 || held.get(0).getValue() != 1) {
            return this;
        }
        ledger.remove(held.get(0).getKey());
        var others = new TreeMap<>(tables);
        others.put(LEDGER, ledger);
        return new LakeContent(others);
    }

    /** What is wrong with another lake, if this one is right. */
    Verdict judge(LakeContent other) {
        long lost = 0;
        long doubled = 0;
        var unequal = new ArrayList<String>();
        var names = new TreeSet<>(tables.keySet());
        names.addAll(other.tables.keySet());
        for (var name : names) {
            var expected = tables.getOrDefault(name, new TreeMap<>());
            var actual = other.tables.getOrDefault(name, new TreeMap<>());
            if (hash(expected).equals(hash(actual)) && tables.containsKey(name) == other.tables.containsKey(name)) {
                continue;
            }
            long missing = excess(expected, actual);
            long added = excess(actual, expected);
            lost += missing;
            doubled += added;
            unequal.add("%s: %d rows lost, %d doubled".formatted(name, missing, added));
        }
        return new Verdict(lost, doubled, unequal.size(), unequal);
    }

    /** SHA-256 over the rows in order of their text. */
    private static String hash(SortedMap<String, Long> rows) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            rows.forEach((row, count) -> sha256.update((count + " " + row + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long excess(Map<String, Long> rows, Map<String, Long> others) {
        return rows.entrySet().stream()
                .mapToLong(row -> Math.max(0, row.getValue() - others.getOrDefault(row.getKey(), 0L)))
                .sum();
    }

    List<String> names() {
        return List.copyOf(tables.keySet());
    }

    long rows() {
        return tables.values().stream()
                .flatMap(t -> t.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
