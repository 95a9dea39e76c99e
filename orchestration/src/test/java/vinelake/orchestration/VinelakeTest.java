package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class VinelakeTest {

    /** Whose jars are not there where the help is printed, and where the service is started. */
    private static final List<String> ELSEWHERE =
            List.of("org.apache.spark.", "org.apache.hadoop.", "scala.", "io.delta.");

    /**
     * The command line asks every verb for its methods, those of its lambdas among them. One that takes or gives a class of
     * Spark's would end each verb that starts without Spark, the help first: such a method belongs to another class.
     */
    @Test
    void everyVerbIsKnownWithoutSpark() {
        var found = new ArrayList<String>();
        for (var type : commands(new CommandLine(new Vinelake()))) {
            for (var method : type.getDeclaredMethods()) {
                if (types(method).anyMatch(t -> ELSEWHERE.stream().anyMatch(t.getName()::startsWith))) {
                    found.add(method.toString());
                }
            }
        }

        assertThat(found).isEmpty();
    }

    private static List<Class<?>> commands(CommandLine command) {
        var types = new ArrayList<Class<?>>();
        types.add(command.getCommand().getClass());
        command.getCommandSpec()
                .mixins()
                .values()
                .forEach(mixin -> types.add(mixin.userObject().getClass()));
        command.getSubcommands().values().forEach(verb -> types.addAll(commands(verb)));
        return types;
    }

    private static Stream<Class<?>> types(Method method) {
        return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()));
    }
}
