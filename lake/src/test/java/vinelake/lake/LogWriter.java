package vinelake.lake;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A process that writes version after version to one log, always the one after the last, until all are written, by
 * whomever. It prints a line {@code VERSION TRANSACTION} for each that it won, {@code VERSION -} for each that another
 * one had.
 */
final class LogWriter {

    /** @param arguments port of the endpoint, log folder, number of versions */
    public static void main(String[] arguments) throws Exception {
        var configuration = S3Endpoint.configuration(S3Endpoint.access(Integer.parseInt(arguments[0])));
        configuration.setBoolean("fs.s3a.impl.disable.cache", false);
        var log = new Path(arguments[1]);
        int versions = Integer.parseInt(arguments[2]);
        // What libraries print must not mix with the record.
        PrintStream record = System.out;
        System.setOut(System.err);
        var store = new ConditionalPutLogStore(configuration);
        var marker = new Path(log, "ready-" + ProcessHandle.current().pid());
        store.write(marker, List.of("").iterator(), true, configuration);
        record.println("ready");
        record.flush();
        // Both begin at once, when both are ready.
        System.in.read();
        for (int version = 0; version < versions; version = next(store, log, configuration)) {
            var transaction = UUID.randomUUID().toString();
            try {
                store.write(path(log, version), commit(transaction).iterator(), false, configuration);
                record.println(version + " " + transaction);
            } catch (FileAlreadyExistsException taken) {
                record.println(version + " -");
            }
            record.flush();
        }
    }

    static List<String> commit(String transaction) {
        return List.of(
                "{\"commitInfo\":{\"operation\":\"WRITE\",\"txnId\":\"%s\"}}".formatted(transaction),
                "{\"add\":{\"path\":\"%s.parquet\"}}".formatted(transaction));
    }

    static Path path(Path log, int version) {
        return new Path(log, "%020d.json".formatted(version));
    }

    private static int next(ConditionalPutLogStore store, Path log, Configuration configuration) throws IOException {
        int count = 0;
        for (var files = store.listFrom(path(log, 0), configuration); files.hasNext(); ) {
            count += files.next().getPath().getName().endsWith(".json") ? 1 : 0;
        }
        return count;
    }

    private LogWriter() {}
}
