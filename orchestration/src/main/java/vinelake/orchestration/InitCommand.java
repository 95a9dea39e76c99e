package vinelake.orchestration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = {
            "Makes a hub folder: hub.yaml with comments, keys for personal data and for the landing zone, folders for"
                    + " deliveries, contracts and policies, and a README for the operator.",
            "It overwrites nothing. The next step is vinelake draft."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake init /srv/hub --name 藤湖市"})
final class InitCommand implements Callable<Integer> {

    private static final String KEY = "personal-data.key";
    private static final String LANDING_KEY = "landing.key";
    private static final int KEY_BYTES = 48;
    private static final List<String> FOLDERS = List.of("landing", "contracts", "policy");
    private static final List<String> TEXTS = List.of("hub.yaml", "README.md", ".gitignore");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder; it may be there.")
    private Path folder;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the hub is called: the city. Default: ${DEFAULT-VALUE}",
            defaultValue = "某市")
    private String name;

    @Override
    public Integer call() throws IOException {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(
                    spec.commandLine(), "--name: it is blank or has control characters. Allowed: a name");
        }
        var files = new LinkedHashMap<Path, byte[]>();
        for (var text : TEXTS) {
            files.put(folder.resolve(text), template(text).getBytes(StandardCharsets.UTF_8));
        }
        var keys = List.of(folder.resolve(KEY), folder.resolve(LANDING_KEY));
        for (var file : Stream.concat(files.keySet().stream(), keys.stream()).toList()) {
            if (Files.exists(file)) {
                throw new ConfigurationException(
                        "%s is there already, and init overwrites nothing. Allowed: a folder without a hub"
                                .formatted(file));
            }
        }
        for (var below : FOLDERS) {
            Files.createDirectories(folder.resolve(below));
        }
        for (var key : keys) {
            write(key, newKey());
        }
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.write(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
        }
        var out = spec.commandLine().getOut();
        out.printf(
                "%s: a hub without contracts. Keep its keys safe: without %s no personal column can be linked again, without"
                        + " %s nobody reads what was delivered%n",
                folder, KEY, LANDING_KEY);
        out.printf(
                "next: put a delivery into %s and run: vinelake --hub %s draft FILE%n",
                folder.resolve("landing/<department>"), folder);
        out.flush();
        return ExitCode.OK;
    }

    private String template(String file) throws IOException {
        try (var in = InitCommand.class.getResourceAsStream("init/" + file.replace(".gitignore", "gitignore"))) {
            var quoted = "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{{name}}", file.equals("hub.yaml") ? quoted : name);
        }
    }

    private static byte[] newKey() {
        var secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encode(secret);
    }

    /** Only for its owner from the first moment on. */
    private static void write(Path file, byte[] bytes) throws IOException {
        boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        var access = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), access)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
        }
    }
}
