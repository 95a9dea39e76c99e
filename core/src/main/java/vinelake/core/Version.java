package vinelake.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the code, as the build wrote it. */
public final class Version {

    public static String current() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private Version() {}
}
