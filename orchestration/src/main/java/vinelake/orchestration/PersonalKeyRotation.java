package vinelake.orchestration;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.text.StoredRowHash;
import vinelake.lake.Lake;
import vinelake.lake.LeftoverSweep;
import vinelake.lake.Progress;
import vinelake.lake.StopSignal;

/**
 * Makes of every hash that a former key has made the one of the hub's key, in all tables and their files. A table is one
 * commit; killed, the next rotation does the rest.
 */
final class PersonalKeyRotation {

    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Hub hub;
    private final Lake lake;
    private final PersonalHash hash;
    private final Progress progress;

    PersonalKeyRotation(Hub hub, Lake lake, PersonalHash hash, Progress progress) {
        this.hub = hub;
        this.lake = lake;
        this.hash = hash;
        this.progress = progress;
    }

    /** @return how many rows had a former key's hash, by table */
    Map<String, Long> run() {
        PersonalKeyState.begin(lake, hash);
        var rotated = new LinkedHashMap<String, Long>();
        var tables = new ArrayList<Table>();
        for (var contract : hub.contracts()) {
            rotate(Table.records(contract), personal(contract), made -> withRowHash(contract, made), rotated, tables);
        }
        rotate(Tables.QUARANTINE, List.of("text_hash"), made -> made, rotated, tables);
        rotate(Tables.ERASURE, List.of("subject_hash"), made -> made, rotated, tables);
        // Also those of a rotation that was killed after its commits: a former hash may lie in a file of theirs.
        new LeftoverSweep(lake, tables, Instant.now().plus(AHEAD), Duration.ZERO, false, progress, StopSignal.NEVER)
                .all();
        PersonalKeyState.complete(lake, hash);
        return rotated;
    }

    private static List<String> personal(Contract contract) {
        return contract.columns().stream()
                .filter(ContractColumn::isPersonal)
                .map(ContractColumn::name)
                .toList();
    }

    private void rotate(
            Table table,
            List<String> columns,
            UnaryOperator<Dataset<Row>> before,
            Map<String, Long> rotated,
            List<Table> tables) {
        if (columns.isEmpty() || !lake.exists(table)) {
            return;
        }
        progress.at(table.path());
        tables.add(table);
        var isFormer = columns.stream().map(this::isFormer).reduce(Column::or).orElseThrow();
        long count = lake.rewrite(table, rows -> rows.withColumn(Lake.HIT, isFormer), rows -> {
            var made = before.apply(rows);
            for (var column : columns) {
                made = made.withColumn(column, next(column));
            }
            return made;
        });
        if (count > 0) {
            rotated.put(table.path(), count);
        }
    }

    /** Refused rows of a hub without a key then have hashes of none, which stay. */
    private Column isFormer(String column) {
        return coalesce(
                col(column).rlike("^v[0-9]+:").and(not(col(column).startsWith("v" + hash.version() + ":"))),
                lit(false));
    }

    private Column next(String column) {
        var own = hash;
        UserDefinedFunction next = udf((UDF1<String, String>) own::next, DataTypes.StringType);
        return when(isFormer(column), next.apply(col(column))).otherwise(col(column));
    }

    /** First with the values that stand there: where that is not the hash that stands there, nothing may be made of it. */
    private Dataset<Row> withRowHash(Contract contract, Dataset<Row> rows) {
        var table = Table.records(contract);
        var stored = lake.storedSchema(table).orElseThrow();
        var own = contract.columns().stream().map(ContractColumn::name).collect(Collectors.toSet());
        Set<String> notHashed =
                table.columnNames().stream().filter(name -> !own.contains(name)).collect(Collectors.toSet());
        var personal = Set.copyOf(personal(contract));
        var before = StoredRowHash.of(stored, notHashed, StoredRowHash::stored);
        var after = StoredRowHash.of(
                stored, notHashed, name -> personal.contains(name) ? next(name) : StoredRowHash.stored(name));
        var problem =
                "%s: the hash of a row does not follow from its columns, so that none can be made for the new key. Allowed: rows as they were taken in"
                        .formatted(table.path());
        return rows.withColumn(
                "row_hash",
                when(before.equalTo(col("row_hash")), after)
                        .otherwise(raise_error(lit(problem)).cast("binary")));
    }
}
