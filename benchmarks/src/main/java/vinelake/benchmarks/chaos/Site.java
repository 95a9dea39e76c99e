package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.benchmarks.process.SourceTree;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/**
 * A small city with its hub folder, and how its refresh is started: the launcher's, in a process of its own.
 *
 * @param tree whose launcher starts the refreshes
 * @param folder where everything lies
 */
record Site(SourceTree tree, Path folder) {

    static final String AS_OF = "2026-06-30";
    static final String BUCKET = "city";
    static final String ACCESS_KEY = "chaos-access";
    static final String SECRET_KEY = "chaos-secret";

    /** Compiling for speed does not pay in a run this short. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static final String MEMORY = "1200m";

    /** In place of the example's, with less in them: a run is shorter, and makes the same commits. */
    private static final List<String> POLICIES = List.of("features.yaml", "label.yaml", "scorecard.yaml");

    Path hub() {
        return folder.resolve("hub");
    }

    Path landing() {
        return folder.resolve("city/landing");
    }

    Path state() {
        return folder.resolve("state.jsonl");
    }

    Path undisturbed(int number) {
        return folder.resolve("undisturbed-" + number);
    }

    Hub loadedHub() {
        return HubFolder.load(hub());
    }

    /** A free port, which the hub keeps for its object store: hub.yaml is part of what a release is named by. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes the hub folder and the deliveries, unless they are there. */
    void prepare(long seed, int subjects, int months, int port) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("temp"));
        writeHub(port);
        if (!Files.isDirectory(landing())) {
            var write = List.of(
                    tree.launcher(),
                    "city",
                    "write",
                    "--out",
                    folder.resolve("city.part").toString(),
                    "--subjects",
                    "" + subjects,
                    "--months",
                    "" + months,
                    "--seed",
                    "" + seed,
                    "--as-of",
                    AS_OF);
            int exitCode = ProcessGroup.start(write, environment(List.of()), folder.resolve("city.log"))
                    .awaitEnd();
            if (exitCode != 0) {
                throw new IOException("%s: the city was not written, exit code %d. See %s"
                        .formatted(folder, exitCode, folder.resolve("city.log")));
            }
            Files.move(folder.resolve("city.part"), folder.resolve("city"));
        }
    }

    /** The example's hub folder, with policies of its own. */
    void writeHub(int port) throws IOException {
        var example = tree.home().resolve("examples/city");
        try (var files = Files.walk(example)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = hub().resolve(example.relativize(file));
                Files.createDirectories(target.getParent());
                Files.write(target, Files.readAllBytes(file));
            }
        }
        for (var policy : POLICIES) {
            try (var in = Site.class.getResourceAsStream("policy/" + policy)) {
                Files.write(hub().resolve("policy/" + policy), in.readAllBytes());
            }
        }
        Files.writeString(hub().resolve("hub.yaml"), """
                objectStore:
                  endpoint: http://127.0.0.1:%d
                  region: us-east-1
                  pathStyle: true
                  accessKey: { environment: LAKE_ACCESS_KEY }
                  secretKey: { environment: LAKE_SECRET_KEY }
                """.formatted(port), StandardOpenOption.APPEND);
        writeKey(hub().resolve("personal-data.key"));
        writeKey(hub().resolve("landing.key"));
    }

    private static void writeKey(Path key) throws IOException {
        if (!Files.exists(key)) {
            var bytes = new byte[48];
            new SecureRandom().nextBytes(bytes);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** A refresh of a lake on this machine, which notes its commits. */
    Run refresh(Path lake, Optional<Halt> halt) throws IOException {
        return refresh(lake, landing(), halt);
    }

    /** The same with other deliveries. */
    Run refresh(Path lake, Path inbox, Optional<Halt> halt) throws IOException {
        return refresh(List.of(), Map.of(), lake, inbox, halt);
    }

    /** @param before what comes before the launcher on the command line, and in the environment */
    Run refresh(List<String> before, Map<String, String> environment, Path lake, Path inbox, Optional<Halt> halt)
            throws IOException {
        var files = RunFiles.beside(lake);
        var all = new HashMap<>(environment(HaltingLogStore.options(lake, files.journal(), halt)));
        all.putAll(environment);
        return start(before, all, lake.toString(), inbox, files);
    }

    /** A refresh of a lake on the object store. */
    Run refreshOnStore(String lake, Path beside) throws IOException {
        return start(List.of(), environment(List.of()), lake, landing(), RunFiles.beside(beside));
    }

    private Run start(List<String> before, Map<String, String> environment, String lake, Path inbox, RunFiles files)
            throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(refreshCommand(lake, inbox));
        return new Run(ProcessGroup.start(command, environment, files.log()), files, System.nanoTime());
    }

    List<String> refreshCommand(String lake, Path inbox) {
        return List.of(
                tree.launcher(),
                "--hub",
                hub().toString(),
                "--lake",
                lake,
                "refresh",
                "--landing",
                inbox.toString(),
                "--as-of",
                AS_OF,
                "--memory",
                MEMORY,
                "--temp",
                folder.resolve("temp").toString());
    }

    /** @param options of the Java process */
    Map<String, String> environment(List<String> options) {
        var all = new ArrayList<>(List.of(QUICK_START));
        all.addAll(options);
        return Map.of(
                SourceTree.NO_BUILD,
                "yes",
                "JAVA_TOOL_OPTIONS",
                String.join(" ", all),
                "LAKE_ACCESS_KEY",
                ACCESS_KEY,
                "LAKE_SECRET_KEY",
                SECRET_KEY);
    }
}
