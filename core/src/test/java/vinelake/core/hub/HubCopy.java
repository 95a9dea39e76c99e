package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a small valid hub folder, to be spoilt. */
record HubCopy(Path folder) {

    static final String CONTRACT = "contracts/registry/enterprise.odcs.yaml";
    static final String SALE = "contracts/invoice/sale.odcs.yaml";
    static final String EXAMPLES = "contracts/registry/enterprise.examples.yaml";

    static HubCopy into(Path folder) {
        try {
            Path valid = Path.of(HubCopy.class.getResource("valid").toURI());
            try (Stream<Path> files = Files.walk(valid)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = folder.resolve(valid.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            return new HubCopy(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HubCopy write(String file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    HubCopy write(String file, byte[] bytes) {
        try {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.write(folder.resolve(file), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HubCopy delete(String file) {
        try {
            Files.delete(folder.resolve(file));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the first such text; the file must have it. */
    HubCopy edit(String file, String text, String replacement) {
        String before = text(file);
        int at = before.indexOf(text);
        assertThat(at).as("%s has: %s", file, text).isNotNegative();
        return write(file, before.substring(0, at) + replacement + before.substring(at + text.length()));
    }

    /** What is wrong with the folder, in the words of the report; nothing where it loads. */
    List<String> problems() {
        try {
            HubFolder.load(folder);
            return List.of();
        } catch (HubException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }
}
