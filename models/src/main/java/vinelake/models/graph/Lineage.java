package vinelake.models.graph;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Cuts the history of intermediate results, without which the plan of an iteration grows with every round,
 * and the plan of what is computed day by day with every day.
 *
 * <p>Where the Spark context has a checkpoint directory they are kept there and outlive an executor. Elsewhere they are
 * kept on the executors, and Spark frees them when nobody refers to them.
 */
public final class Lineage {

    /** Computes the rows now and forgets how. */
    public static Dataset<Row> cut(Dataset<Row> rows) {
        boolean isReliable =
                rows.sparkSession().sparkContext().getCheckpointDir().isDefined();
        return isReliable ? rows.checkpoint() : rows.localCheckpoint();
    }

    /** Has the elements forget how they were computed once they have been, which the first action on them does. */
    static <T> JavaRDD<T> cut(JavaRDD<T> elements) {
        if (elements.context().getCheckpointDir().isDefined()) {
            // A reliable checkpoint computes its elements a second time unless they are kept meanwhile.
            elements.persist(StorageLevel.MEMORY_AND_DISK()).checkpoint();
        } else {
            elements.rdd().localCheckpoint();
        }
        return elements;
    }

    private Lineage() {}
}
