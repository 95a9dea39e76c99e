package vinelake.service.repair;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vinelake.core.hub.Hub;

/**
 * The command line of the same hub and lake, which has what the service has not: Spark, and the right to write.
 *
 * @param program what starts it; empty where nobody has said, and then it can only be typed
 * @param secrets environment variables that hub.yaml refers to
 */
public record Launcher(Optional<Path> program, Path hub, URI lake, Set<String> secrets) {

    /** What a program needs to start Java and to name files in Chinese, and what an operator may set for the launcher. */
    private static final List<String> KEPT = List.of(
            "PATH",
            "HOME",
            "TMPDIR",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "JAVA_HOME",
            "VINELAKE_MEMORY",
            "VINELAKE_CLASS_ARCHIVE");

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%-]+");

    public Launcher {
        secrets = Set.copyOf(secrets);
    }

    public static Launcher of(Optional<Path> program, Hub hub, URI lake) {
        var secrets = new TreeSet<String>();
        hub.personalDataKey().ifPresent(key -> addEnvironment(key, secrets));
        hub.landingKey().ifPresent(key -> addEnvironment(key, secrets));
        hub.objectStore().keys().ifPresent(keys -> {
            keys.accessKey().environment().ifPresent(secrets::add);
            keys.secretKey().environment().ifPresent(secrets::add);
        });
        return new Launcher(program, hub.folder(), lake, secrets);
    }

    /** Former keys too: what was landed before a rotation is locked by them. */
    private static void addEnvironment(Hub.KeyReference key, Set<String> secrets) {
        key.environment().ifPresent(secrets::add);
        key.former().forEach(former -> addEnvironment(former, secrets));
    }

    /** What is run: arguments for the operating system, never a line for a shell. */
    List<String> command(List<String> verb) {
        var command = new ArrayList<String>();
        command.add(program.map(Path::toString).orElse("vinelake"));
        command.add("--hub");
        command.add(hub.toString());
        command.add("--lake");
        command.add("file".equals(lake.getScheme()) ? Path.of(lake).toString() : lake.toString());
        command.addAll(verb);
        return command;
    }

    /** Only what it needs, and the secrets by the names under which the service has them. */
    void environment(Map<String, String> environment) {
        var kept = new TreeSet<>(KEPT);
        kept.addAll(secrets);
        environment.keySet().retainAll(kept);
        // What is served now must not be built anew beneath it.
        environment.put("VINELAKE_NO_BUILD", "1");
    }

    /** The same as a person types it into a shell. */
    public String typed(List<String> verb) {
        return command(verb).stream().map(Launcher::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
