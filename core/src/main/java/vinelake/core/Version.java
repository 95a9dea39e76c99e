package vinelake.core;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** Which code this is. */
public final class Version {

    private static final int SHORT_HASH = 12;

    /** The version that the build wrote: {@code 0.1.0-SNAPSHOT}. */
    public static String current() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /**
     * The version and a digest of the project's own jars on the class path, because a snapshot has many codes. The build
     * is reproducible: the same sources give the same jars. Without jars, as in tests, the version alone.
     */
    public static String ofCode() {
        var jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(p ->
                        p.getFileName() != null && p.getFileName().toString().matches("vinelake-.*\\.jar"))
                .sorted()
                .toList();
        return jars.isEmpty() ? current() : current() + "+" + digest(jars).substring(0, SHORT_HASH);
    }

    private static String digest(List<Path> jars) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            for (var jar : jars) {
                sha256.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    private Version() {}
}
