package vinelake.lake;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import scala.collection.immutable.Seq;

/**
 * The few files of a table's version, as its checksum lists them. Delta looks them up by two queries for each table that
 * is read; these many small queries, and not the rows, are what a refresh of many small tables spends its time on.
 */
final class ListedFiles extends TahoeBatchFileIndex {

    ListedFiles(SparkSession spark, Seq<AddFile> files, DeltaLog log, Path table, Snapshot snapshot) {
        super(spark, "batch", files, log, table, snapshot, false);
    }

    /** Without a condition on the partition all of them: within so few, what a condition skips is told by their footers. */
    @Override
    public Seq<AddFile> matchingFiles(Seq<Expression> onPartition, Seq<Expression> onData) {
        return onPartition.isEmpty() ? addFiles() : super.matchingFiles(onPartition, onData);
    }
}
