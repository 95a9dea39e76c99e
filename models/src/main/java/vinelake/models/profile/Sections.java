package vinelake.models.profile;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.lake.JobContext;
import vinelake.models.LinkedRecords;

/** What each department's records say of a subject: how many there are, of what date, and the last of them. */
final class Sections {

    /** A reader of a profile sees the last records; the lake has them all. */
    private static final int SHOWN = 3;

    /**
     * @return subject_id, sections: an array of JSON objects, one per dataset and role in it, in order of dataset
     */
    static Dataset<Row> of(JobContext context) {
        var scheme = context.hub().spine().scheme();
        return context.hub().contracts().stream()
                .flatMap(contract -> contract.columns().stream()
                        .filter(c -> c.identifier().filter(scheme::equals).isPresent())
                        .map(column -> section(context, contract, column)))
                .reduce(Dataset::union)
                .orElseThrow()
                .groupBy("subject_id")
                .agg(array_sort(collect_list(struct("key", "section"))).as("keyed"))
                .select(col("subject_id"), col("keyed.section").as("sections"));
    }

    private static Dataset<Row> section(JobContext context, Contract contract, ContractColumn column) {
        var rows = LinkedRecords.ofSubjects(context, contract, column.name(), context.asOf());
        var ofSubject = Window.partitionBy("subject_id");
        var latestFirst = ofSubject.orderBy(desc("as_of_date"), desc("file"), desc("line_number"), desc("row_hash"));
        var shown = rows.withColumn("row_count", count(lit(1)).over(ofSubject))
                .withColumn("place", row_number().over(latestFirst))
                .where(col("place").leq(SHOWN))
                .groupBy("subject_id", "row_count")
                .agg(
                        max("as_of_date").as("last_as_of_date"),
                        array_sort(collect_list(
                                        struct(col("place"), record(contract).as("record"))))
                                .as("last"));
        var section = struct(
                lit(contract.name().department()).as("department"),
                lit(contract.name().dataset()).as("dataset"),
                lit(contract.section().title()).as("title"),
                lit(role(contract, column).orElse(null)).as("role"),
                lit(contract.section().disclosure().name().toLowerCase(Locale.ROOT))
                        .as("disclosure"),
                col("last_as_of_date").as("as_of_date"),
                col("row_count"),
                col("last.record").as("records"));
        return shown.select(
                        col("subject_id"),
                        lit(contract.name() + "/" + column.name()).as("key"),
                        section.as("section_struct"))
                .select(
                        col("subject_id"),
                        col("key"),
                        to_json(col("section_struct")).as("section"));
    }

    /** Where a dataset names two subjects in a row (a seller and a buyer), the section says which of them this is. */
    private static Optional<String> role(Contract contract, ContractColumn column) {
        long parties = contract.columns().stream()
                .filter(c -> c.identifier().equals(column.identifier()))
                .count();
        return parties > 1 ? Optional.of(column.title()) : Optional.empty();
    }

    /** A record without its personal columns, and where it stands. */
    private static Column record(Contract contract) {
        var fields = new ArrayList<Column>();
        contract.columns().stream().filter(c -> !c.isPersonal()).forEach(c -> fields.add(col(c.name())));
        fields.add(col("as_of_date").as("recorded_as_of"));
        fields.add(col("file").as("source_file"));
        fields.add(col("line_number").as("source_line"));
        return struct(fields.toArray(Column[]::new));
    }

    private Sections() {}
}
