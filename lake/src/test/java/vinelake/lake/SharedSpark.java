package vinelake.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import vinelake.lake.function.VinelakeFunctions;

/** One session for all test classes: it costs seconds to start, and JUnit closes it at the very end. */
public final class SharedSpark implements ParameterResolver {

    private record Holder(SparkSession session) implements AutoCloseable {
        @Override
        public void close() {
            session.stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedSpark.class))
                .computeIfAbsent(Holder.class, key -> new Holder(start()), Holder.class)
                .session();
    }

    private static SparkSession start() {
        try {
            return SparkSession.builder()
                    .master("local[2]")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.shuffle.partitions", 4)
                    .config("spark.sql.session.timeZone", "UTC")
                    .config("spark.sql.ansi.enabled", true)
                    .config(
                            "spark.sql.warehouse.dir",
                            Files.createTempDirectory("warehouse").toString())
                    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                    .config(VinelakeFunctions.SETTING, VinelakeFunctions.class.getName())
                    .getOrCreate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
