package vinelake.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One session for all test classes of a process: it costs seconds to start, and JUnit closes it at the very end. */
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
            return SparkSessions.localForLittle(2, Files.createTempDirectory("vinelake-test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
